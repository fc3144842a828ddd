log --filter and --limit.

  $ . "$KAMU_LIB"; ws
  $ scores; c1 | ing player-scores --stdin; c2 | ing player-scores --stdin
  Dataset updated
  Dataset updated
  $ k() { kamu log player-scores "$@" | sed -n 's/^Kind: //p' | paste -sd' '; }
  $ k
  AddData AddData SetDataSchema SetVocab AddPushSource Seed
  $ k --filter source
  SetVocab AddPushSource Seed
  $ k --filter data
  AddData AddData
  $ k -f watermark
  AddData AddData
  $ k -f source,data
  AddData AddData SetVocab AddPushSource Seed
  $ k --limit 2
  AddData AddData
  $ k --limit 0
  
  $ k --limit 100
  AddData AddData SetDataSchema SetVocab AddPushSource Seed
  $ k --limit 1 --filter source
  SetVocab
