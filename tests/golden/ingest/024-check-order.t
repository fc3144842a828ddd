Which error comes first when several apply.

  $ . "$KAMU_LIB"; ws
  $ scores; leaderboard; echo '{"bad' > bad; c1 > a
  $ err K ingest nope --recursive missing
  Error: Dataset not found: nope
  
  [1]
  $ err K ingest nope
  Error: Specify a list of files or pass --stdin
  
  [1]
  $ err K ingest nope missing --event-time x
  Error: Dataset not found: nope
  
  [1]
  $ err K ingest leaderboard missing
  Error: Ingesting data available for root datasets only
  
  [1]
  $ err K ingest player-scores missing --event-time x
  Error: Invalid path missing: No such file or directory (os error 2)
  
  [1]
  $ err K ingest player-scores a --event-time x --source-name nope
  Error: premature end of input
  
  [1]
  $ err K ingest player-scores a --source-name nope --input-format esrishapefile
  Error: Source 'nope' not found
  
  [1]
  $ err K ingest player-scores bad --source-name nope
  Error: Source 'nope' not found
  
  [1]
  $ kamu repo alias add --pull leaderboard https://example.com/x; err K ingest leaderboard missing
  Added: https://example.com/x (pull)
  Error: Ingesting data into remote dataset will cause histories to diverge. Existing pull aliases:
  https://example.com/x
  
  [1]
