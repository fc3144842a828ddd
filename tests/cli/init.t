  $ . "$KAMU_LIB"
  $ err kamu list
  Error: Directory is not a kamu workspace
  
  [1]
  $ kamu init; ls -A .kamu; cat .kamu/version; echo
  Initialized an empty workspace
  cache
  datasets
  repos
  run
  version
  7
  $ err kamu init
  Error: Directory is already a kamu workspace
  
  [1]
  $ err kamu init --exists-ok
  Workspace already exists
  $ mkdir sub; cd sub; err kamu init; err kamu -q init --exists-ok; ls -A; kamu list; echo; cd ..
  Error: Directory is already a kamu workspace
  
  []
  $ kamu init --pull-images
  No images to pull: this program runs no containers
  $ kamu init --pull-images --list-only

elsewhere

  $ mkdir w; KAMU_WORKSPACE=w kamu init; ls -A w
  Initialized an empty workspace
  .kamu
  $ KAMU_WORKSPACE=$PWD/w kamu list; echo
  []
  $ KAMU_WORKSPACE=$PWD/sub err kamu list
  Error: Directory is not a kamu workspace
  
  [1]
  $ KAMU_WORKSPACE=$PWD/none err kamu init
  Error: Directory <dir>/none named by KAMU_WORKSPACE does not exist
  
  [1]

several tenants

  $ cd "$(mktemp -d)"; kamu init --multi-tenant; cat .kamu/workspace.config
  Initialized an empty multi-tenant workspace
  kind: WorkspaceConfig
  version: 1
  content:
    multi_tenant: true
  $ err kamu --account bad_name list
  Error: Value 'bad_name' is not a valid AccountName
  
  [1]
  $ err kamu --account nobody list
  Error: Account 'nobody' not registered
    hint: Accounts are listed under auth.users.predefined of the configuration
  
  [1]
  $ cat > .kamuconfig <<'Y'
  > kind: CLIConfig
  > version: 1
  > content:
  >   auth: {users: {predefined: [{accountName: alice, password: x, email: a@example.com}]}}
  > Y
  $ kamu --account alice list; echo
  []
  $ err kamu list --all-accounts --account alice -o csv; echo
  Owner,Name,Visibility,Kind,Pulled,Records,Size
