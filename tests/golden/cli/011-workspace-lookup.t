Where kamu looks for the workspace: current directory, ancestors, KAMU_WORKSPACE.

  $ . "$KAMU_LIB"
  $ err kamu list
  Error: Directory is not a kamu workspace
  
  [1]
  $ err kamu tail x
  Error: Directory is not a kamu workspace
  
  [1]
  $ echo '{}' | err kamu ingest x --stdin
  Error: Directory is not a kamu workspace
  
  [1]
  $ err kamu sql -c 'select 1'
  Error: Directory is not a kamu workspace
  
  [1]
  $ mkdir -p a/b; cd a; kamu init; cd b; kamu list -o table; cd ../..
  Initialized an empty workspace
  ┌──────┬──────┬────────┬─────────┬──────┐
  │ Name │ Kind │ Pulled │ Records │ Size │
  ├──────┼──────┼────────┼─────────┼──────┤
  │      │      │        │         │      │
  └──────┴──────┴────────┴─────────┴──────┘

init in a sub-directory of a workspace

  $ cd a/b; err kamu init; err kamu init --exists-ok; ls -A; cd ../..
  Error: Directory is already a kamu workspace
  
  Workspace already exists
  $ KAMU_WORKSPACE=$PWD/a kamu list -o table
  ┌──────┬──────┬────────┬─────────┬──────┐
  │ Name │ Kind │ Pulled │ Records │ Size │
  ├──────┼──────┼────────┼─────────┼──────┤
  │      │      │        │         │      │
  └──────┴──────┴────────┴─────────┴──────┘
  $ KAMU_WORKSPACE=a kamu list; echo
  []
  $ KAMU_WORKSPACE=$PWD err kamu list
  Error: Directory is not a kamu workspace
  
  [1]
  $ KAMU_WORKSPACE=$PWD/c err kamu init; ls -A
  Error: Directory <tmp>/011-workspace-lookup.t/c named by KAMU_WORKSPACE does not exist
  
  a
