The SQL shell with its commands on standard input (S3).

  $ . "$KAMU_LIB"; ws
  $ S() { kamu sql "$@" 2>&1 | fx | sed -E 's/Elapsed [0-9.]+/Elapsed <t>/'; }
  $ echo 'select 1;' | S
  Kamu + DataFusion SQL shell. Type \? for help.
  +----------+
  | Int64(1) |
  +----------+
  | 1        |
  +----------+
  1 row(s) fetched. 
  Elapsed <t> seconds.
  
  \q
  $ scores; c1 | ing player-scores --stdin
  Dataset updated
  $ printf 'select player_id, score\n from "player-scores"\n order by offset;\nselect 2 as two; select 3 as three;\n' | S
  Kamu + DataFusion SQL shell. Type \? for help.
  +-----------+-------+
  | player_id | score |
  +-----------+-------+
  | Alice     | 100   |
  | Bob       | 80    |
  +-----------+-------+
  2 row(s) fetched. 
  Elapsed <t> seconds.
  
  +-----+
  | two |
  +-----+
  | 2   |
  +-----+
  1 row(s) fetched. 
  Elapsed <t> seconds.
  
  +-------+
  | three |
  +-------+
  | 3     |
  +-------+
  1 row(s) fetched. 
  Elapsed <t> seconds.
  
  \q
  $ printf 'selec 1;\nselect 1;\n' | S
  Kamu + DataFusion SQL shell. Type \? for help.
  Error:
    0: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: selec at Line: 1, Column: 1
    1: SQL error: ParserError("Expected: a query (SELECT, WITH or VALUES), found: selec at Line: 1, Column: 1")
    2: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: selec at Line: 1, Column: 1
    hint: only queries are run here, nothing that writes or changes settings
  
  +----------+
  | Int64(1) |
  +----------+
  | 1        |
  +----------+
  1 row(s) fetched. 
  Elapsed <t> seconds.
  
  \q
  $ printf '\\d\n' | S | sed -n 1,5p
  Kamu + DataFusion SQL shell. Type \? for help.
  +---------------+--------------+---------------+------------+
  | table_catalog | table_schema | table_name    | table_type |
  +---------------+--------------+---------------+------------+
  | kamu          | kamu         | player-scores | BASE TABLE |
  $ printf 'select 1' | S
  Kamu + DataFusion SQL shell. Type \? for help.
  \q
  $ : | S
  Kamu + DataFusion SQL shell. Type \? for help.
  \q
  $ printf '\\q\nselect 5;\n' | S
  Kamu + DataFusion SQL shell. Type \? for help.
  $ printf 'select 7;\n' > s.sql; S --script s.sql </dev/null
  [{"Int64(7)":7}]
  $ ls -A
  .kamu
  s.sql
