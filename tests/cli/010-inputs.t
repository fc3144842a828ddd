Where data may come from.

  $ . "$KAMU_LIB"; kamu -q init; gps

Several files, a block each, in one commit:

  $ row 1 1.5 2 > a.json; row 2 1.5 2 > b.json
  $ K ingest gps a.json b.json
  Dataset updated

Standard input, in each of its forms:

  $ row 3 1.5 2 | K ingest gps --stdin
  Dataset updated
  $ row 4 1.5 2 | K ingest gps -
  Dataset updated
  $ row 5 1.5 2 > c.json; K ingest gps --stdin < c.json
  Dataset updated
  $ K ingest gps <(row 6 1.5 2)
  Dataset updated
  $ row 7 1.5 2 | K ingest gps /dev/stdin
  Dataset updated
  $ mkfifo pipe; row 8 1.5 2 > pipe & K ingest gps pipe; wait
  Dataset updated

A name is a name, not a pattern:

  $ row 9 1.5 2 > 'x[1].ndjson'; K ingest gps 'x[1].ndjson'
  Dataset updated
  $ kamu tail gps -o csv; echo
  offset,op,system_time,t,long,lat
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:01Z,1.5,2.0
  1,0,2050-01-02T03:04:05Z,2020-01-01T00:00:02Z,1.5,2.0
  2,0,2050-01-02T03:04:05Z,2020-01-01T00:00:03Z,1.5,2.0
  3,0,2050-01-02T03:04:05Z,2020-01-01T00:00:04Z,1.5,2.0
  4,0,2050-01-02T03:04:05Z,2020-01-01T00:00:05Z,1.5,2.0
  5,0,2050-01-02T03:04:05Z,2020-01-01T00:00:06Z,1.5,2.0
  6,0,2050-01-02T03:04:05Z,2020-01-01T00:00:07Z,1.5,2.0
  7,0,2050-01-02T03:04:05Z,2020-01-01T00:00:08Z,1.5,2.0
  8,0,2050-01-02T03:04:05Z,2020-01-01T00:00:09Z,1.5,2.0
  $ kamu verify gps
  1 dataset(s) are valid

What is not there or is no file:

  $ err K ingest gps none.json
  Error: Invalid path none.json: No such file or directory (os error 2)
  
  [1]
  $ mkdir dir; err K ingest gps dir
  Error: Invalid path dir: Is a directory
    hint: name the files in it: dir/*
  
  [1]
  $ err K ingest gps
  Error: Specify a list of files or pass --stdin
  
  [1]
