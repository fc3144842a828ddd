pull --set-watermark: wrong usage.

  $ . "$KAMU_LIB"; ws
  $ scores; leaderboard; W=2020-01-01T00:00:00Z
  $ err K pull --set-watermark $W
  Error: Only one dataset can be provided when setting a watermark
  
  [1]
  $ err K pull player-scores leaderboard --set-watermark $W
  Error: Only one dataset can be provided when setting a watermark
  
  [1]
  $ err K pull 'player%' --set-watermark $W
  Error: Cannot use a pattern when setting a watermark
  
  [1]
  $ err K pull player-scores --all --set-watermark $W
  Error: Can't use --all or --recursive flags when setting a watermark
  
  [1]
  $ err K pull player-scores --recursive --set-watermark $W
  Error: Can't use --all or --recursive flags when setting a watermark
  
  [1]
  $ err K pull file:///x/y --set-watermark $W
  Error: Expected a local dataset reference
  
  [1]
  $ err K pull nope --set-watermark $W
  Error: Dataset not found: nope
  
  [1]
  $ err K pull leaderboard --set-watermark $W
  Error: Attempting to set watermark on a derivative dataset
  
  [1]
  $ err K pull player-scores --set-watermark 2020-01-01
  Error: Invalid timestamp 2020-01-01 should follow RFC3339 format, e.g. 2020-01-01T12:00:00Z
  
  [1]
  $ err K pull player-scores --set-watermark '2020-01-01 00:00:00Z'
  Committed new block <short>
  $ err K pull player-scores --set-watermark
  error: a value is required for '--set-watermark <TIME>' but none was supplied
  
  For more information, try '--help'.
  [2]
  $ snap two <<'Y' | K -q add --stdin
  > - {kind: AddPushSource, sourceName: a, read: {kind: NdJson}, merge: {kind: Append}}
  > - {kind: AddPushSource, sourceName: b, read: {kind: NdJson}, merge: {kind: Append}}
  > Y
  $ err K pull two --set-watermark $W
  Committed new block <short>
  $ mf none | K -q add --stdin; err K pull none --set-watermark $W
  Committed new block <short>
  $ kamu repo alias add --pull none https://example.com/none; err K pull none --set-watermark 2021-01-01T00:00:00Z
  Added: https://example.com/none (pull)
  Error: Attempting to set watermark on a remote dataset
  
  [1]
