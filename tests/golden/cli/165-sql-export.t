sql --output-path (S4).

  $ . "$KAMU_LIB"; ws
  $ scores; games 10000 | ing player-scores --stdin
  Dataset updated
  $ kamu sql -c "select * from 'player-scores'" -o parquet --output-path exported.parquet; python3 -c 'import pyarrow.parquet as p; print(p.read_table("exported.parquet").num_rows)'
  Exported 20000 rows
  20000
  $ kamu sql -c "select * from 'player-scores'" -o parquet --output-path exported --records-per-file 4000; [ $(ls exported | wc -l) -gt 1 ] && echo several files
  Exported 20000 rows
  several files
  $ kamu sql -c 'select offset, player_id from "player-scores" order by offset limit 3' -o csv --output-path a.csv; cat a.csv
  Exported 3 rows
  offset,player_id
  0,Alice
  1,Bob
  2,Alice
  $ kamu sql -c 'select offset, player_id from "player-scores" order by offset limit 3' -o ndjson --output-path a.json; cat a.json
  Exported 3 rows
  {"offset":0,"player_id":"Alice"}
  {"offset":1,"player_id":"Bob"}
  {"offset":2,"player_id":"Alice"}
  $ kamu sql -c 'select 1 as a where false' -o csv --output-path e.csv; cat e.csv
  Exported 0 rows
  a
  $ kamu -q sql -c 'select 1 as a' -o csv --output-path q.csv; cat q.csv
  Exported 1 rows
  a
  1
