Wrong places and wrong names.

  $ . "$KAMU_LIB"
  $ err kamu list
  Error: Directory is not a kamu workspace
  
  [1]
  $ kamu -q init
  $ err kamu init
  Error: Directory is already a kamu workspace
  
  [1]
  $ gps
  $ err kamu tail gpd
  Error: Dataset not found: gpd
    hint: did you mean gps?
  
  [1]
  $ err kamu tail nothing-like-it
  Error: Dataset not found: nothing-like-it
  
  [1]
  $ err kamu ingset gps
  error: unrecognized subcommand 'ingset'
  
    tip: some similar subcommands exist: 'reset', 'init', 'list', 'inspect', 'ingest'
  
  Usage: kamu [OPTIONS] <COMMAND>
  
  For more information, try '--help'.
  [2]
  $ err kamu ingest --stdinn gps
  error: unexpected argument '--stdinn' found
  
    tip: a similar argument exists: '--stdin'
  
  Usage: kamu ingest --stdin <DATASET> [FILE]...
  
  For more information, try '--help'.
  [2]
  $ echo 8 > .kamu/version; err kamu list
  Error: Workspace version 8 is newer than supported version 7 - upgrade to latest software version
  
  [1]
  $ echo seven > .kamu/version; err kamu list
  Error: Workspace version file <dir>/.kamu/version is malformed
    found: seven
    expected: a number, like 7
  
  [1]
