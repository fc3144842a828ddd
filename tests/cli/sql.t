sql: queries over datasets, in a command, a script, a shell, into files; names, errors, what is refused.

  $ . "$KAMU_LIB"; kamu -q init
  $ kamu sql -c 'select 1' >/dev/null 2>&1 || exit 80 # no DuckDB here
  $ gps; (row 0 1 1; row 1 2 2; row 2 3 3) | K -q ingest gps --stdin; (row 3 4 4; row 4 5 5) | K -q ingest gps --stdin
  $ kamu sql -o csv -c 'select count(*) as n, max(t) as t, min(offset) as first from gps'; echo
  n,t,first
  5,2020-01-01T00:00:04Z,0
  $ kamu sql -o table -c 'select offset, long + lat as s from "gps" where offset >= 3 order by offset'
  ┌────────┬──────┐
  │ offset │  s   │
  ├────────┼──────┤
  │      3 │  8.0 │
  │      4 │ 10.0 │
  └────────┴──────┘
  $ for n in '"gps"' "'gps'" '`GPS`' 'kamu.kamu.gps' "\"$(kamu list -o csv -w | tail -1 | cut -d, -f1)\""; do kamu sql -o csv -c "select count(*) as n from $n" | tail -1; echo; done
  5
  5
  5
  5
  5
  $ kamu sql -c 'select a.offset from gps a join gps b on a.offset = b.offset + 4'; echo
  [{"offset":4}]
Errors say where; what is not a query is refused, and nothing of it happens.
  $ for q in 'select nope from gps' 'select * from gsp' 'select 1 +' '' 'select 1; select 2' "copy (select 1) to 'x.csv'" 'create table t as select 1' 'drop table gps' "select * from read_csv('/etc/passwd')" 'select * from "x""; drop table gps; --"'; do echo "== $q"; err kamu sql -o csv -c "$q"; done; ls
  == select nope from gps
  Error:
    0: No field named nope. Valid fields are gps.offset, gps.op, gps.system_time, gps.t, gps.long, gps.lat.
    1: Schema error
    2: No field named nope. Valid fields are gps.offset, gps.op, gps.system_time, gps.t, gps.long, gps.lat.
    at: query:1:8 (byte 7)
    hint: did you mean `op`?
  
  == select * from gsp
  Error:
    0: table 'kamu.kamu.gsp' not found
    1: Error during planning: table 'kamu.kamu.gsp' not found
    at: query:1:15 (byte 14)
    hint: did you mean gps?
  
  == select 1 +
  Error:
    0: sql parser error: Expected: an expression, found: EOF at Line: 1, Column: 11
    1: SQL error: ParserError("Expected: an expression, found: EOF at Line: 1, Column: 11")
    2: sql parser error: Expected: an expression, found: EOF at Line: 1, Column: 11
    in: query
  
  == 
  Error:
    0: No SQL statements were provided in the query string
    1: Error during planning: No SQL statements were provided in the query string
    at: query:1:1
  
  == select 1; select 2
  Error:
    0: Internal error
    1: This feature is not implemented: The context currently only supports a single SQL statement
    at: query:1:11 (byte 10)
    found: select
  
  == copy (select 1) to 'x.csv'
  Error:
    0: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: copy at Line: 1, Column: 1
    1: SQL error: ParserError("Expected: a query (SELECT, WITH or VALUES), found: copy at Line: 1, Column: 1")
    2: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: copy at Line: 1, Column: 1
    hint: only queries are run here, nothing that writes or changes settings
  
  == create table t as select 1
  Error:
    0: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: create at Line: 1, Column: 1
    1: SQL error: ParserError("Expected: a query (SELECT, WITH or VALUES), found: create at Line: 1, Column: 1")
    2: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: create at Line: 1, Column: 1
    hint: only queries are run here, nothing that writes or changes settings
  
  == drop table gps
  Error:
    0: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: drop at Line: 1, Column: 1
    1: SQL error: ParserError("Expected: a query (SELECT, WITH or VALUES), found: drop at Line: 1, Column: 1")
    2: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: drop at Line: 1, Column: 1
    hint: only queries are run here, nothing that writes or changes settings
  
  == select * from read_csv('/etc/passwd')
  Error:
    0: table function 'read_csv' not found
    1: Error during planning: table function 'read_csv' not found
    at: query:1:15 (byte 14)
    found: read_csv('/etc/passwd')
  
  == select * from "x""; drop table gps; --"
  Error:
    0: table 'kamu.kamu.x"; drop table gps; --' not found
    1: Error during planning: table 'kamu.kamu.x"; drop table gps; --' not found
    at: query:1:15 (byte 14)
    found: "x""; drop table gps; --"
  
DuckDB's own dialect.
  $ for q in 'select count(*) as n, max("offset") as m from gps' 'select nope from gps' 'from gps select long limit 1' "select * from read_csv('/etc/passwd')" "select current_setting('temp_directory')" 'select json_serialize_plan($$from duckdb_settings()$$)' 'select * from duckdb_settings()' 'select * from pg_catalog.pg_class' 'show tables' 'attach $$x.db$$' 'select 1; select 2' 'select kamu_scan(0)' 'from kamu_scan(0)' 'with gps as (select 7 as a) select * from gps'; do echo "== $q"; err kamu sql --engine duckdb -o csv -c "$q"; echo; done; ls
  == select count(*) as n, max("offset") as m from gps
  n,m
  5,4
  == select nope from gps
  Error: Binder Error: Referenced column "nope" not found in FROM clause!
    at: query:1:8
  
  
  == from gps select long limit 1
  long
  1.0
  == select * from read_csv('/etc/passwd')
  Error: Table function 'read_csv' cannot be used in a query here
    at: query:1:15 (byte 14)
  
  
  == select current_setting('temp_directory')
  Error: Function 'current_setting' cannot be used in a query here
    at: query:1:8 (byte 7)
  
  
  == select json_serialize_plan($$from duckdb_settings()$$)
  Error: Function 'json_serialize_plan' cannot be used in a query here
    at: query:1:8 (byte 7)
  
  
  == select * from duckdb_settings()
  Error: Table function 'duckdb_settings' cannot be used in a query here
    at: query:1:15 (byte 14)
  
  
  == select * from pg_catalog.pg_class
  Error: Table 'pg_class' cannot be used in a query here
    at: query:1:15 (byte 14)
  
  
  == show tables
  Error: Statement 'SHOW' cannot be used in a query here
  
  
  == attach $$x.db$$
  Error: Only a query is possible: SELECT, WITH or VALUES
  
  
  == select 1; select 2
  Error: Only a single SQL statement is possible, there are 2
  
  
  == select kamu_scan(0)
  Error: Function 'kamu_scan' cannot be used in a query here
    at: query:1:8 (byte 7)
  
  
  == from kamu_scan(0)
  Error: Table function 'kamu_scan' cannot be used in a query here
    at: query:1:6 (byte 5)
  
  
  == with gps as (select 7 as a) select * from gps
  a
  7
Into files.
  $ kamu sql -c 'select offset, long from gps order by offset' --output-path out.csv; cat out.csv
  Exported 5 rows
  offset,long
  0,1.0
  1,2.0
  2,3.0
  3,4.0
  4,5.0
  $ kamu sql -c 'select * from gps' --output-path out.parquet; kamu sql -c 'select * from gps' -o ndjson --output-path parts --records-per-file 2; ls parts | wc -l
  Exported 5 rows
  Exported 5 rows
  3
  $ err kamu sql -c 'select 1 as a' -o json --output-path x; err kamu sql --output-path x; err kamu sql -c 'select 1' --records-per-file 5; err kamu sql --engine spark; ls
  Error: Invalid output format for export 'json'. Supported formats: 'csv', 'ndjson', 'parquet'
  
  Error: --output-path is for the rows of a query: give it with --command
  
  Error: Partitioning is only supported for data export to file(s)
  
  Error: Engine 'spark' runs in a container, which this program does not start
    hint: leave it out: the query runs here, on DuckDB
  
  out.csv
  out.parquet
  parts
A script, and the shell.
  $ printf -- '-- two\nselect 1 as a;\nselect\n  long from gps limit 1; -- the end\n' > s.sql; kamu sql --script s.sql -o csv
  a
  1
  long
  1.0
  $ printf 'select 1 as a;\n\nselect nope;\n' > s.sql; err kamu sql --script s.sql -o csv
  a
  1
  Error:
    0: No field named nope.
    1: Schema error
    2: No field named nope.
    at: s.sql:3:8 (byte 7)
  
  [1]
  $ S() { kamu sql "$@" 2>&1 | norm | sed -E 's/Elapsed [0-9.]+/Elapsed <t>/'; }
  $ printf 'select offset\n from gps where offset < 2\n order by offset; select nope from gps;\n\\d\n\\d gps\n\\quiet true\n\\pset format csv\nselect 2 as two;\n\\foo\n\\q\nselect 3;\n' | S
  Kamu + DataFusion SQL shell. Type \? for help.
  +--------+
  | offset |
  +--------+
  | 0      |
  | 1      |
  +--------+
  2 row(s) fetched. 
  Elapsed <t> seconds.
  
  Error:
    0: No field named nope. Valid fields are gps.offset, gps.op, gps.system_time, gps.t, gps.long, gps.lat.
    1: Schema error
    2: No field named nope. Valid fields are gps.offset, gps.op, gps.system_time, gps.t, gps.long, gps.lat.
    at: query:1:8 (byte 7)
    hint: did you mean `op`?
  
  +---------------+--------------+------------+------------+
  | table_catalog | table_schema | table_name | table_type |
  +---------------+--------------+------------+------------+
  | kamu          | kamu         | gps        | BASE TABLE |
  +---------------+--------------+------------+------------+
  1 row(s) fetched. 
  Elapsed <t> seconds.
  
  +---------------+--------------+------------+-------------+----------------------+-------------+
  | table_catalog | table_schema | table_name | column_name | data_type            | is_nullable |
  +---------------+--------------+------------+-------------+----------------------+-------------+
  | kamu          | kamu         | gps        | offset      | Int64                | NO          |
  | kamu          | kamu         | gps        | op          | Int32                | NO          |
  | kamu          | kamu         | gps        | system_time | Timestamp(ms, "UTC") | NO          |
  | kamu          | kamu         | gps        | t           | Timestamp(ms, "UTC") | NO          |
  | kamu          | kamu         | gps        | long        | Float64              | YES         |
  | kamu          | kamu         | gps        | lat         | Float64              | YES         |
  +---------------+--------------+------------+-------------+----------------------+-------------+
  6 row(s) fetched. 
  Elapsed <t> seconds.
  
  Quiet mode set to true
  Output format is Csv.
  two
  2
  '\foo' is not a valid command, you can use '\?' to see all commands
  $ printf 'select a.offset * 25 + b.offset * 5 + c.offset as id from gps a, gps b, gps c order by id;\n' | S | tail -12
  | 36 |
  | 37 |
  | 38 |
  | 39 |
  | .  |
  | .  |
  | .  |
  +----+
  125 row(s) fetched. (First 40 displayed. Use --maxrows to adjust)
  Elapsed <t> seconds.
  
  \q
Limits.
  $ KAMU_SQL_TIMEOUT=1 err kamu sql -c 'select count(*) as n from generate_series(1, 1000000) a(x), generate_series(1, 1000000) b(x) where a.x + b.x < 0'
  Error: The query took longer than 1 s
    hint: the limit is set by KAMU_SQL_TIMEOUT, in seconds
  
  [1]
  $ KAMU_SQL_TIMEOUT=soon err kamu sql -c 'select 1'
  Error: KAMU_SQL_TIMEOUT is 'soon', where a whole number is expected
  
  [1]
A slice that is missing is an error, unless the query cannot use its rows: offsets and statistics tell.
  $ rm .kamu/datasets/*/data/$(kamu log gps -o yaml | grep -oE 'physicalHash: f[0-9a-f]+' | tail -1 | cut -d' ' -f2); err kamu sql -o csv -c 'select count(*) as n from gps' | sed 's/: [^ ]*data/: data/'; err kamu sql -o csv -c 'select max(long) as n from gps'
  Error: Data file is missing or of another size: data/<hash>
    hint: `kamu verify` lists what is damaged
  
  Error: Object does not exist: <hash>
    hint: A data file of the dataset is missing: `kamu verify` lists what is damaged
  
  [1]
  $ for w in 'offset > 2' '3 <= offset and long > 0' 'offset between 3 and 9' 'offset = 4' 'offset > 2 or long = 1' 'offset + 0 > 2' 'offset > 1'; do echo "== $w"; err kamu sql -o csv -c "select count(*) as n, max(long) as m from gps where $w" | grep -v hint; done
  == offset > 2
  n,m
  2,5.0
  == 3 <= offset and long > 0
  n,m
  2,5.0
  == offset between 3 and 9
  n,m
  2,5.0
  == offset = 4
  n,m
  1,5.0
  == offset > 2 or long = 1
  Error: Object does not exist: <hash>
  
  == offset + 0 > 2
  Error: Object does not exist: <hash>
  
  == offset > 1
  Error: Object does not exist: <hash>
  
  [1]
  $ for q in 'select count(*) as n, max(b.long) as l from gps a left join gps b on a.offset = b.offset where a.offset > 2 and b.offset > 3' 'select count(*) as n from (select * from gps where offset > 3) where long > 0' 'with x as (select * from gps where offset >= 3) select count(*) as n from x'; do kamu sql -o csv -c "$q"; echo; done
  n,l
  1,5.0
  n
  1
  n
  2
Least and greatest values come from the statistics of the slices, the same as from their rows: also nulls, narrow types, a column without a value.
  $ mkds() { kamu -q add --stdin; }; mkds <<'Y'
  > kind: DatasetSnapshot
  > version: 1
  > content:
  >   name: ex
  >   kind: Root
  >   metadata:
  >     - kind: AddPushSource
  >       sourceName: default
  >       read: {kind: NdJson, schema: {fields: [{name: event_time, type: Timestamp}, {name: a, type: {kind: Option, inner: {kind: Int8}}}, {name: n, type: {kind: Option, inner: {kind: Int64}}}, {name: d, type: Date}]}}
  >       merge: {kind: Append}
  > Y
  $ X='count(*) as c, min(a) as lo, max(a) as hi, max(n) as n, min(event_time) as t0, max(event_time) as t1, min(d) as d0, max(d) as d1, max(op) as op, min(offset) as o'
  $ kamu sql -o csv -c "select $X from ex"; echo
  Error:
    0: No field named a.
    1: Schema error
    2: No field named a.
    at: query:1:27 (byte 26)
  
  
  $ printf '%s\n' '{"event_time": "2020-01-01T00:00:00Z", "a": -5, "d": "2020-02-02"}' '{"event_time": "2020-01-03T00:00:00Z", "a": 7, "d": "1969-01-01"}' | K -q ingest ex --stdin; echo '{"event_time": "1919-01-01T00:00:00.123Z", "d": "2020-02-02"}' | K -q ingest ex --stdin
  $ kamu sql -o csv -c "select $X from ex"; echo; kamu sql -o csv -c "select $X from ex where a is null or true"; echo
  c,lo,hi,n,t0,t1,d0,d1,op,o
  3,-5,7,,1919-01-01T00:00:00.123Z,2020-01-03T00:00:00Z,1969-01-01,2020-02-02,0,0
  c,lo,hi,n,t0,t1,d0,d1,op,o
  3,-5,7,,1919-01-01T00:00:00.123Z,2020-01-03T00:00:00Z,1969-01-01,2020-02-02,0,0
