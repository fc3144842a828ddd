One file: relative and absolute paths, unusual file names.

  $ . "$KAMU_LIB"; ws
  $ push_ds f '{kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Append}'
  $ mkdir sub; echo '{"v": 1}' > sub/a.ndjson; ing f sub/a.ndjson; ing f "$PWD/sub/a.ndjson"; ing f ./sub/../sub/a.ndjson
  Dataset updated
  Dataset updated
  Dataset updated
  $ cp sub/a.ndjson 'with space.ndjson'; ing f 'with space.ndjson'
  Dataset updated
  $ cp sub/a.ndjson 'ünïcode.ndjson'; ing f 'ünïcode.ndjson'
  Dataset updated
  $ cp sub/a.ndjson 'a%20b#c?.ndjson'; err K ingest f 'a%20b#c?.ndjson'
  Dataset updated
  $ cp sub/a.ndjson 'x[1].ndjson'; err K ingest f 'x[1].ndjson'
  Dataset updated
  $ cp sub/a.ndjson 'star*.ndjson'; err K ingest f 'star*.ndjson'
  Dataset updated
  $ cp sub/a.ndjson no-extension; ing f no-extension; cp sub/a.ndjson data.csv; ing f data.csv; cp sub/a.ndjson data.gz; err K ingest f data.gz
  Dataset updated
  Dataset updated
  Dataset updated
  $ ln -s sub/a.ndjson link; ing f link
  Dataset updated
  $ rows f | wc -l
  13
  $ err K ingest f sub
  Error: Invalid path sub: Is a directory
    hint: name the files in it: sub/*
  
  [1]
  $ ln -s nowhere dangling; err K ingest f dangling
  Error: Invalid path dangling: No such file or directory (os error 2)
  
  [1]
