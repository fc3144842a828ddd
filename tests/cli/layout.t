Not a workspace, or one of another version.

  $ . "$KAMU_LIB"
  $ for c in "list" "tail x" "log x" "verify x" "ingest x --stdin" "add a.yaml" "delete x" "rename x y" "repo list" "pull x" "alter x -" "system gc"; do
  >   echo "== $c"; err kamu $c </dev/null
  > done
  == list
  Error: Directory is not a kamu workspace
  
  == tail x
  Error: Directory is not a kamu workspace
  
  == log x
  Error: Directory is not a kamu workspace
  
  == verify x
  Error: Directory is not a kamu workspace
  
  == ingest x --stdin
  Error: Directory is not a kamu workspace
  
  == add a.yaml
  Error: Directory is not a kamu workspace
  
  == delete x
  Error: Directory is not a kamu workspace
  
  == rename x y
  Error: Directory is not a kamu workspace
  
  == repo list
  Error: Directory is not a kamu workspace
  
  == pull x
  Error: Directory is not a kamu workspace
  
  == alter x -
  Error: Directory is not a kamu workspace
  
  == system gc
  Error: Directory is not a kamu workspace
  
  [1]
  $ kamu init
  Initialized an empty workspace
  $ for v in 5 99 x '' ' 7 '; do echo "== '$v'"; printf "$v" > .kamu/version; err kamu list; echo; err kamu system upgrade-workspace; done
  == '5'
  Error: Workspace needs to be upgraded before continuing - please run `kamu system upgrade-workspace`
  
  
  Error: Workspaces of version 5 cannot be upgraded by this program
    hint: `kamu-cli system upgrade-workspace` of release 0.265.0 brings it to version 7, which both programs read
  
  == '99'
  Error: Workspace version 99 is newer than supported version 7 - upgrade to latest software version
  
  
  Error: Workspace version 99 is newer than supported version 7 - upgrade to latest software version
  
  == 'x'
  Error: Workspace version file <dir>/.kamu/version is malformed
    found: x
    expected: a number, like 7
  
  
  Error: Workspace version file <dir>/.kamu/version is malformed
    found: x
    expected: a number, like 7
  
  == ''
  Error: Workspace version file <dir>/.kamu/version is malformed
    expected: a number, like 7
  
  
  Error: Workspace version file <dir>/.kamu/version is malformed
    expected: a number, like 7
  
  == ' 7 '
  []
  Workspace is up-to-date
  $ rm .kamu/version; err kamu list
  Error: Workspace needs to be upgraded before continuing - please run `kamu system upgrade-workspace`
  
  [1]
