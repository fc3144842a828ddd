Without DuckDB, or with a file that is none: said clearly, and all else works.

  $ . "$KAMU_LIB"; kamu -q init; gps; row 0 1 1 | K -q ingest gps --stdin
  $ export KAMU_DUCKDB=$PWD/none.so; err kamu sql -c 'select 1'
  Error: The DuckDB library <dir>/none.so cannot be used: no such file (KAMU_DUCKDB names it)
    hint: install libduckdb 1.4 or newer (https://duckdb.org), or set KAMU_DUCKDB to its file; in kamu's source folder `./dev deps` fetches one
  
  [1]
  $ KAMU_DUCKDB=libduckdb.so err kamu sql -c 'select 1'
  Error: The DuckDB library libduckdb.so cannot be used: KAMU_DUCKDB must be a path with a '/'
    hint: install libduckdb 1.4 or newer (https://duckdb.org), or set KAMU_DUCKDB to its file; in kamu's source folder `./dev deps` fetches one
  
  [1]
  $ echo 'not a library' > broken.so; export KAMU_DUCKDB=$PWD/broken.so; err kamu sql -c 'select 1' | sed -E 's/^(.*cannot be used).*/\1 …/'
  Error: The DuckDB library <dir>/broken.so cannot be used …
    hint: install libduckdb 1.4 or newer (https://duckdb.org), or set KAMU_DUCKDB to its file; in kamu's source folder `./dev deps` fetches one
  
  [1]
  $ lib() { printf '%s\n' "$1" | cc -shared -fPIC -x c - -o other.so 2>/dev/null || exit 80; export KAMU_DUCKDB=$PWD/other.so; err kamu sql -c 'select 1'; }
  $ lib 'int x;'
  Error: The DuckDB library <dir>/other.so cannot be used: it has no function duckdb_library_version
    hint: install libduckdb 1.4 or newer (https://duckdb.org), or set KAMU_DUCKDB to its file; in kamu's source folder `./dev deps` fetches one
  
  [1]
  $ lib 'const char *duckdb_library_version(void) { return "v1.1.3"; }'
  Error: The DuckDB library <dir>/other.so cannot be used: it is version v1.1.3, at least 1.4 is needed
    hint: install libduckdb 1.4 or newer (https://duckdb.org), or set KAMU_DUCKDB to its file; in kamu's source folder `./dev deps` fetches one
  
  [1]
  $ lib 'const char *duckdb_library_version(void) { return "v1.5.6"; }'
  Error: The DuckDB library <dir>/other.so cannot be used: it has no function duckdb_create_config
    hint: install libduckdb 1.4 or newer (https://duckdb.org), or set KAMU_DUCKDB to its file; in kamu's source folder `./dev deps` fetches one
  
  [1]
  $ lib 'const char *duckdb_library_version(void) { return 0; }'
  Error: The DuckDB library <dir>/other.so cannot be used: it is version ?, at least 1.4 is needed
    hint: install libduckdb 1.4 or newer (https://duckdb.org), or set KAMU_DUCKDB to its file; in kamu's source folder `./dev deps` fetches one
  
  [1]
  $ cat > p.yaml <<'Y'
  > kind: DatasetSnapshot
  > version: 1
  > content:
  >   name: p
  >   kind: Root
  >   metadata:
  >     - kind: AddPushSource
  >       sourceName: default
  >       read: {kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}
  >       preprocess: {kind: Sql, engine: datafusion, query: select v + 1 as w from input}
  >       merge: {kind: Append}
  > Y
  $ K add p.yaml; echo '{"v": 1}' | err K ingest p --stdin; kamu log p | grep -c '^Block\|kind'
  Added: p
  Added 1 dataset(s)
  Error:
    0: The push source has a preprocess query
    1: The DuckDB library <dir>/other.so cannot be used: it is version ?, at least 1.4 is needed
    hint: install libduckdb 1.4 or newer (https://duckdb.org), or set KAMU_DUCKDB to its file; in kamu's source folder `./dev deps` fetches one
  
  2
  $ kamu tail gps -o csv; echo; kamu verify gps
  offset,op,system_time,t,long,lat
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1.0,1.0
  1 dataset(s) are valid
