list: every output format, empty workspace and datasets without data.

  $ . "$KAMU_LIB"; ws
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
  $ for f in table csv json ndjson; do echo "== $f"; kamu list -w -o $f; echo; done
  == table
  ┌────┬──────┬──────┬──────┬────────┬─────────┬────────┬──────┬───────────┐
  │ ID │ Name │ Kind │ Head │ Pulled │ Records │ Blocks │ Size │ Watermark │
  ├────┼──────┼──────┼──────┼────────┼─────────┼────────┼──────┼───────────┤
  │    │      │      │      │        │         │        │      │           │
  └────┴──────┴──────┴──────┴────────┴─────────┴────────┴──────┴───────────┘
  
  == csv
  ID,Name,Kind,Head,Pulled,Records,Blocks,Size,Watermark
  == json
  []
  == ndjson
  
  $ scores; leaderboard; mf Zoo | K -q add --stdin; mf abc | K -q add --stdin
  $ for f in table csv json ndjson json-aoa json-soa; do echo "== $f"; kamu list -o $f; echo; done
  == table
  ┌───────────────┬────────────┬────────┬─────────┬──────┐
  │     Name      │    Kind    │ Pulled │ Records │ Size │
  ├───────────────┼────────────┼────────┼─────────┼──────┤
  │ abc           │    Root    │   -    │       - │    - │
  │ leaderboard   │ Derivative │   -    │       - │    - │
  │ player-scores │    Root    │   -    │       - │    - │
  │ Zoo           │    Root    │   -    │       - │    - │
  └───────────────┴────────────┴────────┴─────────┴──────┘
  
  == csv
  Name,Kind,Pulled,Records,Size
  abc,Root,,0,0
  leaderboard,Derivative,,0,0
  player-scores,Root,,0,0
  Zoo,Root,,0,0
  == json
  [{"Name":"abc","Kind":"Root","Pulled":null,"Records":0,"Size":0},{"Name":"leaderboard","Kind":"Derivative","Pulled":null,"Records":0,"Size":0},{"Name":"player-scores","Kind":"Root","Pulled":null,"Records":0,"Size":0},{"Name":"Zoo","Kind":"Root","Pulled":null,"Records":0,"Size":0}]
  == ndjson
  {"Name":"abc","Kind":"Root","Pulled":null,"Records":0,"Size":0}
  {"Name":"leaderboard","Kind":"Derivative","Pulled":null,"Records":0,"Size":0}
  {"Name":"player-scores","Kind":"Root","Pulled":null,"Records":0,"Size":0}
  {"Name":"Zoo","Kind":"Root","Pulled":null,"Records":0,"Size":0}
  == json-aoa
  [["abc","Root",null,0,0],["leaderboard","Derivative",null,0,0],["player-scores","Root",null,0,0],["Zoo","Root",null,0,0]]
  == json-soa
  {"Name":["abc","leaderboard","player-scores","Zoo"],"Kind":["Root","Derivative","Root","Root"],"Pulled":[null,null,null,null],"Records":[0,0,0,0],"Size":[0,0,0,0]}
  $ for f in table csv json ndjson json-aoa json-soa; do echo "== $f"; kamu list -w -o $f | norm; echo; done
  == table
  ┌───────────────────────────────────────────────────────────────────────────────┬───────────────┬────────────┬───────────────────────────────────────────────────────────────────────┬────────┬─────────┬────────┬──────┬───────────┐
  │                                      ID                                       │     Name      │    Kind    │                                 Head                                  │ Pulled │ Records │ Blocks │ Size │ Watermark │
  ├───────────────────────────────────────────────────────────────────────────────┼───────────────┼────────────┼───────────────────────────────────────────────────────────────────────┼────────┼─────────┼────────┼──────┼───────────┤
  │ <did-1> │ abc           │    Root    │ <hash-1> │   -    │       - │      1 │    - │     -     │
  │ <did-2> │ leaderboard   │ Derivative │ <hash-2> │   -    │       - │      3 │    - │     -     │
  │ <did-3> │ player-scores │    Root    │ <hash-3> │   -    │       - │      3 │    - │     -     │
  │ <did-4> │ Zoo           │    Root    │ <hash-4> │   -    │       - │      1 │    - │     -     │
  └───────────────────────────────────────────────────────────────────────────────┴───────────────┴────────────┴───────────────────────────────────────────────────────────────────────┴────────┴─────────┴────────┴──────┴───────────┘
  
  == csv
  ID,Name,Kind,Head,Pulled,Records,Blocks,Size,Watermark
  <did-1>,abc,Root,<hash-1>,,0,1,0,
  <did-2>,leaderboard,Derivative,<hash-2>,,0,3,0,
  <did-3>,player-scores,Root,<hash-3>,,0,3,0,
  <did-4>,Zoo,Root,<hash-4>,,0,1,0,
  == json
  [{"ID":"<did-1>","Name":"abc","Kind":"Root","Head":"<hash-1>","Pulled":null,"Records":0,"Blocks":1,"Size":<size>,"Watermark":null},{"ID":"<did-2>","Name":"leaderboard","Kind":"Derivative","Head":"<hash-2>","Pulled":null,"Records":0,"Blocks":3,"Size":<size>,"Watermark":null},{"ID":"<did-3>","Name":"player-scores","Kind":"Root","Head":"<hash-3>","Pulled":null,"Records":0,"Blocks":3,"Size":<size>,"Watermark":null},{"ID":"<did-4>","Name":"Zoo","Kind":"Root","Head":"<hash-4>","Pulled":null,"Records":0,"Blocks":1,"Size":<size>,"Watermark":null}]
  == ndjson
  {"ID":"<did-1>","Name":"abc","Kind":"Root","Head":"<hash-1>","Pulled":null,"Records":0,"Blocks":1,"Size":<size>,"Watermark":null}
  {"ID":"<did-2>","Name":"leaderboard","Kind":"Derivative","Head":"<hash-2>","Pulled":null,"Records":0,"Blocks":3,"Size":<size>,"Watermark":null}
  {"ID":"<did-3>","Name":"player-scores","Kind":"Root","Head":"<hash-3>","Pulled":null,"Records":0,"Blocks":3,"Size":<size>,"Watermark":null}
  {"ID":"<did-4>","Name":"Zoo","Kind":"Root","Head":"<hash-4>","Pulled":null,"Records":0,"Blocks":1,"Size":<size>,"Watermark":null}
  == json-aoa
  [["<did-1>","abc","Root","<hash-1>",null,0,1,0,null],["<did-2>","leaderboard","Derivative","<hash-2>",null,0,3,0,null],["<did-3>","player-scores","Root","<hash-3>",null,0,3,0,null],["<did-4>","Zoo","Root","<hash-4>",null,0,1,0,null]]
  == json-soa
  {"ID":["<did-1>","<did-2>","<did-3>","<did-4>"],"Name":["abc","leaderboard","player-scores","Zoo"],"Kind":["Root","Derivative","Root","Root"],"Head":["<hash-1>","<hash-2>","<hash-3>","<hash-4>"],"Pulled":[null,null,null,null],"Records":[0,0,0,0],"Blocks":[1,3,3,1],"Size":[0,0,0,0],"Watermark":[null,null,null,null]}
  $ kamu ls -ww -o json | norm; echo
  [{"ID":"<did-1>","Name":"abc","Kind":"Root","Head":"<hash-1>","Pulled":null,"Records":0,"Blocks":1,"Size":<size>,"Watermark":null},{"ID":"<did-2>","Name":"leaderboard","Kind":"Derivative","Head":"<hash-2>","Pulled":null,"Records":0,"Blocks":3,"Size":<size>,"Watermark":null},{"ID":"<did-3>","Name":"player-scores","Kind":"Root","Head":"<hash-3>","Pulled":null,"Records":0,"Blocks":3,"Size":<size>,"Watermark":null},{"ID":"<did-4>","Name":"Zoo","Kind":"Root","Head":"<hash-4>","Pulled":null,"Records":0,"Blocks":1,"Size":<size>,"Watermark":null}]
  $ kamu list; echo
  [{"Name":"abc","Kind":"Root","Pulled":null,"Records":0,"Size":0},{"Name":"leaderboard","Kind":"Derivative","Pulled":null,"Records":0,"Size":0},{"Name":"player-scores","Kind":"Root","Pulled":null,"Records":0,"Size":0},{"Name":"Zoo","Kind":"Root","Pulled":null,"Records":0,"Size":0}]
  $ err kamu list -o parquet
  Error: Parquet format is applicable for data export only
  
  [1]
  $ err kamu list -o xml
  error: invalid value 'xml' for '--output-format <FMT>'
    [possible values: csv, json, ndjson, json-soa, json-aoa, table, parquet]
  
  For more information, try '--help'.
  [2]
  $ err kamu list player-scores
  error: unexpected argument 'player-scores' found
  
  Usage: kamu list [OPTIONS]
  
  For more information, try '--help'.
  [2]
