Workspace layout version.

  $ . "$KAMU_LIB"; ws
  $ printf 5 > .kamu/version; err kamu list
  Error: Workspace needs to be upgraded before continuing - please run `kamu system upgrade-workspace`
  
  [1]
  $ printf 99 > .kamu/version; err kamu list
  Error: Workspace version 99 is newer than supported version 7 - upgrade to latest software version
  
  [1]
  $ err kamu system upgrade-workspace
  Error: Workspace version 99 is newer than supported version 7 - upgrade to latest software version
  
  [1]
  $ printf 7 > .kamu/version; err kamu system upgrade-workspace
  Workspace is up-to-date
  $ printf '7\n' > .kamu/version; err kamu list; echo
  []
  $ printf x > .kamu/version; err kamu list
  Error: Workspace version file <tmp>/014-upgrade-workspace.t/.kamu/version is malformed
    found: x
    expected: a number, like 7
  
  [1]
  $ rm .kamu/version; err kamu list
  Error: Workspace needs to be upgraded before continuing - please run `kamu system upgrade-workspace`
  
  [1]
