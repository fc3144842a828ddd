Preprocess: queries over what is pushed, checked when the source is added.

  $ . "$KAMU_LIB"; kamu -q init
  $ kamu sql -c 'select 1' >/dev/null 2>&1 || exit 80 # no DuckDB here
  $ source() { printf '%s\n' 'kind: DatasetSnapshot' 'version: 1' 'content:' "  name: $1" '  kind: Root' '  metadata:' '    - kind: AddPushSource' '      sourceName: default' "      read: $2" "      preprocess: $3" "      merge: ${4:-{kind: Append\}}"; }
  $ R='{kind: NdJson, schema: {fields: [{name: t, type: Timestamp}, {name: k, type: String}, {name: v, type: {kind: Option, inner: Int64}}]}}'
Cast, filter, rename; several steps; an input that is read more than once, from a file and from a pipe.
  $ source a "$R" '{kind: Sql, engine: datafusion, queries: [{alias: pos, query: select * from input where v > 0}, {query: "select max(t) as event_time, k, sum(v) as total, (select count(*) from input) as n from pos group by k order by k"}]}' | K add --stdin
  Added: a
  Added 1 dataset(s)
  $ printf '%s\n' '{"t": "2020-01-01", "k": "a", "v": 1}' '{"t": "2020-01-03", "k": "b", "v": 2}' '{"t": "2020-01-02", "k": "a", "v": 3}' '{"t": "2020-01-02", "k": "c", "v": -1}' > in.ndjson
  $ K ingest a in.ndjson; cat in.ndjson | K ingest a --stdin; K ingest a --stdin < in.ndjson; mkfifo f; cat in.ndjson > f & K ingest a f; wait; kamu tail a -o csv; echo
  Dataset updated
  Dataset updated
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,total,n
  0,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,a,4,4
  1,0,2050-01-02T03:04:05Z,2020-01-03T00:00:00Z,b,2,4
  2,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,a,4,4
  3,0,2050-01-02T03:04:05Z,2020-01-03T00:00:00Z,b,2,4
  4,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,a,4,4
  5,0,2050-01-02T03:04:05Z,2020-01-03T00:00:00Z,b,2,4
  6,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,a,4,4
  7,0,2050-01-02T03:04:05Z,2020-01-03T00:00:00Z,b,2,4
Its time is a stage of its own; without a query there is none.
  $ K -q ingest a in.ndjson --timings 2>&1 | awk '$1 == "query" { print ($2 > 0.05 && $5 > 0.05) }'; gps; row 1 1 1 | K -q ingest gps --stdin --timings 2>&1 | awk '$1 == "query" { print $2, $5 }'
  1
  0.000 0.000
The same in DuckDB's own dialect.
  $ source b "$R" '{kind: Sql, engine: duckdb, queries: [{alias: pos, query: select * from input where v > 0}, {query: "select max(t) as event_time, k, sum(v)::bigint as total, (select count(*) from input) as n from pos group by k order by k"}]}' | K add --stdin
  Added: b
  Added 1 dataset(s)
  $ K ingest b in.ndjson; cat in.ndjson | K ingest b --stdin; kamu tail b -o csv; echo
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,total,n
  0,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,a,4,4
  1,0,2050-01-02T03:04:05Z,2020-01-03T00:00:00Z,b,2,4
  2,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,a,4,4
  3,0,2050-01-02T03:04:05Z,2020-01-03T00:00:00Z,b,2,4
Errors at `add`, with line and column.
  $ bad() { source x "$R" "{kind: Sql, engine: ${2:-datafusion}, query: \"$1\"}" "$3" | err K add --stdin; }
  $ bad 'select nope from input'; bad 'select v from other'; bad 'select v from'; bad "copy (select 1) to 'x'"; bad 'select v, v from input'; bad 'select t as offset, v from input'; bad 'select k as event_time from input'; bad "select interval '1 day' as i from input"; bad 'select v from input' datafusion '{kind: Ledger, primaryKey: [w]}'
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: Schema error: No field named nope. Valid fields are input.t, input.k, input.v.
    at: preprocess:1:8 (byte 7)
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: Error during planning: table 'kamu.kamu.other' not found
    at: preprocess:1:15 (byte 14)
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: SQL error: ParserError("Expected: a name, found: EOF at Line: 1, Column: 14")
    at: preprocess:1:14 (byte 13)
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: SQL error: ParserError("Expected: a query (SELECT, WITH or VALUES), found: copy at Line: 1, Column: 1")
    at: preprocess:1:1
    hint: only queries are run here, nothing that writes or changes settings
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: Error during planning: the result has two columns called `v`, at positions 1 and 2
    at: preprocess:1:1
    hint: give one of them another name with AS
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: offset
  message arrow_schema {
    REQUIRED INT64 offset (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 v;
  }
  
  
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Utf8
  message arrow_schema {
    REQUIRED BYTE_ARRAY event_time (STRING);
  }
  
  
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: This feature is not implemented: the column `i` of the result is an interval
    at: preprocess:1:1
    hint: a dataset cannot hold intervals; cast it to text, or add it to a date
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: primaryKey of the Ledger merge strategy names the column 'w', which the read schema does not have
  
  [1]
  $ bad 'select nope from input' duckdb; bad 'select v from' duckdb; bad 'select v, v from input' duckdb; bad "select * from read_csv('/etc/passwd')" duckdb; bad 'select uuid() as u from input' duckdb; bad 'select v from input; select 1' duckdb; ls
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: Binder Error: Referenced column "nope" not found in FROM clause!
    at: preprocess:1:8
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: syntax error at end of input
    at: preprocess:1:14 (byte 13)
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: The preprocess query yields two columns with the name 'v'
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: Table function 'read_csv' cannot be used in a query here
    at: preprocess:1:15 (byte 14)
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: Column 'u' of the query has a type that cannot be stored
    in: preprocess
    hint: cast it, e.g. to VARCHAR
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: Only a single SQL statement is possible, there are 2
    in: preprocess
  
  f
  in.ndjson
  $ source x "$R" '{kind: Sql, engine: datafusion, queries: [{alias: input, query: select 1 as a}, {query: select * from input}]}' | err K add --stdin; source x "$R" '{kind: Sql, engine: datafusion, queries: [{alias: a, query: select 1 as a}, {alias: a, query: select 2 as b}, {query: select * from a}]}' | err K add --stdin
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Execution error: Table 'input' already exists
    hint: each preprocess step needs an alias of its own, other than `input`
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x:
    0: Push source 'default'
    1: Engine error
    2: Execution error: Table 'a' already exists
    hint: each preprocess step needs an alias of its own, other than `input`
  
  [1]
Engines that do not run here.
  $ for e in spark flink risingwave other; do source $e "$R" "{kind: Sql, engine: $e, query: select 1}" | err K add --stdin; err K ingest $e in.ndjson; done
  Warning: spark: push source 'default': nothing can be pushed to it with this program, whose preprocess engines are datafusion and duckdb
  Added: spark
  Added 1 dataset(s)
  Error:
    0: Engine error
    1: Engine 'spark' runs in a container, which this program does not start
    hint: `engine: datafusion` and `engine: duckdb` work here; or push with kamu-cli
  
  Warning: flink: push source 'default': nothing can be pushed to it with this program, whose preprocess engines are datafusion and duckdb
  Added: flink
  Added 1 dataset(s)
  Error:
    0: Engine error
    1: Engine 'flink' runs in a container, which this program does not start
    hint: `engine: datafusion` and `engine: duckdb` work here; or push with kamu-cli
  
  Warning: risingwave: push source 'default': nothing can be pushed to it with this program, whose preprocess engines are datafusion and duckdb
  Added: risingwave
  Added 1 dataset(s)
  Error:
    0: Engine error
    1: Engine 'risingwave' runs in a container, which this program does not start
    hint: `engine: datafusion` and `engine: duckdb` work here; or push with kamu-cli
  
  Warning: other: push source 'default': nothing can be pushed to it with this program, whose preprocess engines are datafusion and duckdb
  Added: other
  Added 1 dataset(s)
  Error:
    0: Engine error
    1: Unsupported engine other
    hint: `engine: datafusion` and `engine: duckdb` work here; or push with kamu-cli
  
  [1]
Errors at the push leave nothing behind; names cannot break out of the query.
  $ source c '{kind: NdJson}' '{kind: Sql, engine: datafusion, query: "select cast(s as bigint) as n from input"}' | K -q add --stdin
  $ echo '{"s": "1"}' | K ingest c --stdin; echo '{"s": "x"}' | err K ingest c --stdin; echo '{"z": 1}' | err K ingest c --stdin; echo '{"s": ' | err K ingest c --stdin; kamu tail c -o csv; echo
  Dataset updated
  Error:
    0: The preprocess query failed
    1: Cast error: Cannot cast string 'x' to value of Int64 type
    in: STDIN
  
  Error:
    0: Engine error
    1: Invalid query: Schema error: No field named s. Valid fields are input.z.
    at: preprocess:1:13 (byte 12)
    hint: did you mean `z`?
  
  Error: Truncated record whilst reading value
    at: STDIN:2:1 (byte 7)
    hint: the input ends inside a record: is it complete?
  
  offset,op,system_time,event_time,n
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  $ source d '{kind: NdJson}' '{kind: Sql, engine: datafusion, query: "select * from input"}' | K -q add --stdin
  $ echo '{"a\"; drop view x; --": 1, "'"'"'": 2, "A": 3, "a": 4}' | K ingest d --stdin; kamu tail d -o json; echo
  Dataset updated
  [{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","'":2,"A":3,"a":4,"a\"; drop view x; --":1}]
Bad records are left out and reported when the input is read once.
  $ source e '{kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Sql, engine: datafusion, query: select v * 2 as w from input}' | K -q add --stdin
  $ printf '%s\n' '{"v": 1}' '{"v": "x"}' '{"v": 3}' > bad.ndjson; err K ingest --on-error skip e bad.ndjson; kamu tail e -o csv; echo; err K ingest --on-error skip a bad.ndjson
  Dataset updated
  1 bad record(s) left out
  offset,op,system_time,event_time,w
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,6
  Error: The preprocess query reads `input` more than once, and bad records cannot be left out of it
    hint: push without leaving out bad records, or name `input` once in the query
  
  [1]
A push without rows; an aggregate over nothing.
  $ : > none; K ingest e none; source g "$R" '{kind: Sql, engine: datafusion, query: select count(*) as n from input}' | K -q add --stdin; K ingest g none; kamu tail g -o csv; echo
  Dataset up-to-date
  Dataset updated
  offset,op,system_time,event_time,n
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,0
A column that is null throughout.
  $ source n "$R" '{kind: Sql, engine: datafusion, query: "select null as n, k from input"}' | K -q add --stdin; err K ingest n in.ndjson; kamu tail n -o csv -n 1; echo; kamu inspect schema n -o parquet | grep ' n'
  Dataset updated
  offset,op,system_time,event_time,n,k
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,c
    OPTIONAL BYTE_ARRAY n (STRING);
A limit of time.
  $ source h '{kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Sql, engine: duckdb, query: "select count(*) as n from range(1000000000) a, range(1000000000) b, input where a.range + b.range + v = 7"}' | K -q add --stdin
  $ KAMU_SQL_TIMEOUT=1 err K ingest h bad.ndjson; echo '{"v": 1}' | KAMU_SQL_TIMEOUT=1 err K ingest h --stdin; kamu tail h -o csv
  Error: field 'v': failed to parse "x" as Int64
    at: bad.ndjson:2:7 (byte 15)
  
  Error: The query took longer than 1 s
    hint: the limit is set by KAMU_SQL_TIMEOUT, in seconds
  
