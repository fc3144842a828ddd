  $ . "$KAMU_LIB"; kamu init -q; gps
  $ printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: taken, kind: Root, metadata: []}\n' | K -q add --stdin
  $ err kamu rename nope x
  Error: Dataset not found: nope
  
  [1]
  $ err kamu rename gps Taken
  Error: Dataset with name taken already exists
  
  [1]
  $ err kamu rename gps a/b
  error: invalid value 'a/b' for '<NAME>': Dataset name can only contain alphanumerics, dashes, and dots, e.g. `my.dataset-id`
  
  For more information, try '--help'.
  [2]
  $ kamu rename gps gps
  Dataset renamed
  $ kamu mv gps GPS; kamu list -o csv | cut -d, -f1; echo
  Dataset renamed
  Name
  GPS
  taken
  
  $ row 1 2 3 | K ingest gps --stdin; kamu verify gps
  Dataset updated
  1 dataset(s) are valid
