Names that do not exist: near ones are offered.

  $ . "$KAMU_LIB"; kamu init -q; gps
  $ printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: com.example.weather, kind: Root, metadata: []}\n' | K -q add --stdin
  $ err kamu tail gsp
  Error: Dataset not found: gsp
    hint: did you mean gps?
  
  [1]
  $ err kamu log com.example.wether
  Error: Dataset not found: com.example.wether
    hint: did you mean com.example.weather?
  
  [1]
  $ err kamu verify weather
  Error: Dataset not found: weather
  
  [1]
  $ err kamu delete gps2
  Error: Dataset not found: gps2
    hint: did you mean gps?
  
  [1]
  $ err kamu tail nothing-like-it
  Error: Dataset not found: nothing-like-it
  
  [1]
  $ err kamu tail acct/gps
  Error: Multi-tenant reference is unexpected in single-tenant workspace: acct/gps
  
  [1]
  $ err kamu tail did:odf:fed0100112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
  Error: Dataset not found: <did>
  
  [1]
  $ row 1 2 3 | err K ingest gps --stdin --source-name defualt
  Error: Source 'defualt' not found
  
  [1]
