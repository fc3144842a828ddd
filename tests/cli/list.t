  $ . "$KAMU_LIB"; kamu init -q
  $ for f in table csv json ndjson json-aoa json-soa; do echo "== $f"; kamu list -o $f; echo; done
  == table
  ┌──────┬──────┬────────┬─────────┬──────┐
  │ Name │ Kind │ Pulled │ Records │ Size │
  ├──────┼──────┼────────┼─────────┼──────┤
  │      │      │        │         │      │
  └──────┴──────┴────────┴─────────┴──────┘
  
  == csv
  Name,Kind,Pulled,Records,Size
  == json
  []
  == ndjson
  
  == json-aoa
  []
  == json-soa
  {"Name":[],"Kind":[],"Pulled":[],"Records":[],"Size":[]}
  $ gps; row 1 2.5 3 | K ingest gps --stdin
  Dataset updated
  $ printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: %s, kind: Root, metadata: []}\n' Zoo | K -q add --stdin
  $ for f in table csv json ndjson json-aoa json-soa; do echo "== $f"; K list -o $f | sed -E 's/[0-9.]+ (Ki)?B\b/<size>/g; s/\b[1-9][0-9]{2,3}\b([]},]|$)/<n>\1/g; s/ +/ /g; s/─+/─/g'; echo; done
  == table
  ┌──────┬──────┬────────┬─────────┬───────┐
  │ Name │ Kind │ Pulled │ Records │ Size │
  ├──────┼──────┼────────┼─────────┼───────┤
  │ gps │ Root │ now │ 1 │ <size> │
  │ Zoo │ Root │ - │ - │ - │
  └──────┴──────┴────────┴─────────┴───────┘
  
  == csv
  Name,Kind,Pulled,Records,Size
  gps,Root,2050-01-02T03:04:05Z,1,<n>
  Zoo,Root,,0,0
  == json
  [{"Name":"gps","Kind":"Root","Pulled":"2050-01-02T03:04:05Z","Records":1,"Size":<n>},{"Name":"Zoo","Kind":"Root","Pulled":null,"Records":0,"Size":0}]
  == ndjson
  {"Name":"gps","Kind":"Root","Pulled":"2050-01-02T03:04:05Z","Records":1,"Size":<n>}
  {"Name":"Zoo","Kind":"Root","Pulled":null,"Records":0,"Size":0}
  == json-aoa
  [["gps","Root","2050-01-02T03:04:05Z",1,<n>],["Zoo","Root",null,0,0]]
  == json-soa
  {"Name":["gps","Zoo"],"Kind":["Root","Root"],"Pulled":["2050-01-02T03:04:05Z",null],"Records":[1,0],"Size":[<n>,0]}
  $ K list -w -o json | norm | sed -E 's/"Size":[0-9]+/"Size":<n>/g'; echo
  [{"ID":"<did>","Name":"gps","Kind":"Root","Head":"<hash>","Pulled":"2050-01-02T03:04:05Z","Records":1,"Blocks":5,"Size":<n>,"Watermark":"2020-01-01T00:00:01Z"},{"ID":"<did>","Name":"Zoo","Kind":"Root","Head":"<hash>","Pulled":null,"Records":0,"Blocks":1,"Size":<n>,"Watermark":null}]
  $ err kamu list -o parquet
  Error: Parquet format is applicable for data export only
  
  [1]
  $ kamu ls -o csv | head -1
  Name,Kind,Pulled,Records,Size

how long ago

  $ for t in 2050-01-02T03:04:20Z 2050-01-02T03:05:20Z 2050-01-02T03:20:20Z 2050-01-02T09:20:20Z 2050-01-03T04:00:00Z 2050-01-09T00:00:00Z 2050-01-20T00:00:00Z 2050-02-09T00:00:00Z 2050-09-09T00:00:00Z 2051-04-01T00:00:00Z 2060-01-01T00:00:00Z 2050-01-01T00:00:00Z; do
  >   kamu --system-time $t list -o table | sed -n '/gps/s/.*Root *│ *\(.*[a-z]\) *│ *1 │.*/\1/p'
  > done
  15 seconds ago
  a minute ago
  16 minutes ago
  6 hours ago
  a day ago
  a week ago
  2 weeks ago
  a month ago
  8 months ago
  a year ago
  10 years ago
  in a day
