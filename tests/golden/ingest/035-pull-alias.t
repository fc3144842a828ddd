A dataset with pull aliases takes no pushes.

  $ . "$KAMU_LIB"; ws
  $ scores; kamu repo alias add --pull player-scores http://a.example.com/x
  Added: http://a.example.com/x (pull)
  $ c1 | err K ingest player-scores --stdin
  Error: Ingesting data into remote dataset will cause histories to diverge. Existing pull aliases:
  http://a.example.com/x
  
  [1]
  $ kamu repo alias add --pull player-scores http://b.example.com/x; kamu repo alias add --pull player-scores http://c.example.com/x
  Added: http://b.example.com/x (pull)
  Added: http://c.example.com/x (pull)
  $ c1 | err K ingest player-scores --stdin
  Error: Ingesting data into remote dataset will cause histories to diverge. Existing pull aliases:
  http://a.example.com/x
  http://b.example.com/x
  http://c.example.com/x
  
  [1]
  $ kamu repo alias delete --all player-scores; kamu repo alias add --push player-scores http://c.example.com/x; c1 | ing player-scores --stdin
  Deleted 3 alias(es)
  Added: http://c.example.com/x (push)
  Dataset updated
