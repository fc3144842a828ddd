list with data (sizes replaced).

  $ . "$KAMU_LIB"; ws
  $ scores; leaderboard; c1 | ing player-scores --stdin
  Dataset updated
  $ kamu list -o json | norm; echo
  [{"Name":"leaderboard","Kind":"Derivative","Pulled":null,"Records":0,"Size":<size>},{"Name":"player-scores","Kind":"Root","Pulled":"2050-01-02T03:04:05Z","Records":2,"Size":<size>}]
  $ kamu list -o ndjson | norm; echo
  {"Name":"leaderboard","Kind":"Derivative","Pulled":null,"Records":0,"Size":<size>}
  {"Name":"player-scores","Kind":"Root","Pulled":"2050-01-02T03:04:05Z","Records":2,"Size":<size>}
  $ kamu list -o csv | sed -E 's/,[0-9]+$/,<size>/'; echo
  Name,Kind,Pulled,Records,Size
  leaderboard,Derivative,,0,<size>
  player-scores,Root,2050-01-02T03:04:05Z,2,<size>
  $ kamu list -o json-aoa | sed -E 's/,[1-9][0-9]*\]/,<size>]/g'; echo
  [["leaderboard","Derivative",null,0,0],["player-scores","Root","2050-01-02T03:04:05Z",2,<size>]]
  $ kamu list -o json-soa | sed -E 's/"Size":\[[^]]*\]/"Size":<sizes>/'; echo
  {"Name":["leaderboard","player-scores"],"Kind":["Derivative","Root"],"Pulled":[null,"2050-01-02T03:04:05Z"],"Records":[0,2],"Size":<sizes>}
  $ K list -o table | tbl
  ┌─┬─┬─┬─┬─┐
  │ Name │ Kind │ Pulled │ Records │ Size │
  ├─┼─┼─┼─┼─┤
  │ leaderboard │ Derivative │ - │ - │ - │
  │ player-scores │ Root │ now │ 2 │ <size> │
  └─┴─┴─┴─┴─┘
  $ K list -w -o table | tbl
  ┌─┬─┬─┬─┬─┬─┬─┬─┬─┐
  │ ID │ Name │ Kind │ Head │ Pulled │ Records │ Blocks │ Size │ Watermark │
  ├─┼─┼─┼─┼─┼─┼─┼─┼─┤
  │ <did-1> │ leaderboard │ Derivative │ <hash-1> │ - │ - │ 3 │ - │ - │
  │ <did-2> │ player-scores │ Root │ <hash-2> │ now │ 2 │ 5 │ <size> │ 50 years ago │
  └─┴─┴─┴─┴─┴─┴─┴─┴─┘
  $ kamu list -w -o json | norm; echo
  [{"ID":"<did-1>","Name":"leaderboard","Kind":"Derivative","Head":"<hash-1>","Pulled":null,"Records":0,"Blocks":3,"Size":<size>,"Watermark":null},{"ID":"<did-2>","Name":"player-scores","Kind":"Root","Head":"<hash-2>","Pulled":"2050-01-02T03:04:05Z","Records":2,"Blocks":5,"Size":<size>,"Watermark":"2000-01-01T00:00:00Z"}]
  $ kamu list -w -o csv | norm | sed -E 's/,[0-9]+,([^,]*)$/,<size>,\1/'; echo
  ID,Name,Kind,Head,Pulled,Records,Blocks,Size,Watermark
  <did-1>,leaderboard,Derivative,<hash-1>,,0,3,<size>,
  <did-2>,player-scores,Root,<hash-2>,2050-01-02T03:04:05Z,2,5,<size>,2000-01-01T00:00:00Z
