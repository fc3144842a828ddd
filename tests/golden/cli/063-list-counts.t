list: numbers of records and blocks, thousands separators, watermark.

  $ . "$KAMU_LIB"; ws
  $ scores; games 1000 | ing player-scores --stdin; c2 | ing player-scores --stdin
  Dataset updated
  Dataset updated
  $ K list -w -o table | tbl
  ┌─┬─┬─┬─┬─┬─┬─┬─┬─┐
  │ ID │ Name │ Kind │ Head │ Pulled │ Records │ Blocks │ Size │ Watermark │
  ├─┼─┼─┼─┼─┼─┼─┼─┼─┤
  │ <did-1> │ player-scores │ Root │ <hash-1> │ now │ 2,001 │ 6 │ <size> │ 50 years ago │
  └─┴─┴─┴─┴─┴─┴─┴─┴─┘
  $ kamu list -w -o json | norm; echo
  [{"ID":"<did-1>","Name":"player-scores","Kind":"Root","Head":"<hash-1>","Pulled":"2050-01-02T03:04:05Z","Records":2001,"Blocks":6,"Size":<size>,"Watermark":"2000-01-02T00:00:00Z"}]
  $ kamu pull player-scores --set-watermark 2051-01-02T03:04:05Z 2>&1 | fx
  Error: System time has to be monotonically non-decreasing
  
  [1]
  $ NOW=2051-01-02T03:04:05Z K list -w -o table | tbl
  ┌─┬─┬─┬─┬─┬─┬─┬─┬─┐
  │ ID │ Name │ Kind │ Head │ Pulled │ Records │ Blocks │ Size │ Watermark │
  ├─┼─┼─┼─┼─┼─┼─┼─┼─┤
  │ <did-1> │ player-scores │ Root │ <hash-1> │ a year ago │ 2,001 │ 6 │ <size> │ 51 years ago │
  └─┴─┴─┴─┴─┴─┴─┴─┴─┘
