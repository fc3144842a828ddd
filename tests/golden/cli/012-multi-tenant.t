Multi-tenant workspace: init, accounts, list.

  $ . "$KAMU_LIB"
  $ cat > .kamuconfig <<'Y'
  > kind: CLIConfig
  > version: 1
  > content:
  >   auth:
  >     users:
  >       predefined:
  >         - accountName: alice
  >           password: alice.alice
  >           email: alice@example.com
  > Y
  $ M() { err kamu --password-hashing-mode testing --system-time "$NOW" "$@"; }
  $ M init --multi-tenant
  Initialized an empty multi-tenant workspace
  $ cat .kamu/workspace.config
  kind: WorkspaceConfig
  version: 1
  content:
    multi_tenant: true
  $ M --account not_valid_account_name list
  Error: Value 'not_valid_account_name' is not a valid AccountName
  
  [1]
  $ M --account unknown-account list
  Error: Account 'unknown-account' not registered
    hint: Accounts are listed under auth.users.predefined of the configuration
  
  [1]
  $ scores_yaml | M --account alice add --stdin
  Added: player-scores
  Added 1 dataset(s)
  $ M --account alice list -o json; echo
  [{"Owner":"alice","Name":"player-scores","Visibility":"private","Kind":"Root","Pulled":null,"Records":0,"Size":<size>}]
  $ M --account alice list -o table
  ┌───────┬───────────────┬────────────┬──────┬────────┬─────────┬──────┐
  │ Owner │     Name      │ Visibility │ Kind │ Pulled │ Records │ Size │
  ├───────┼───────────────┼────────────┼──────┼────────┼─────────┼──────┤
  │ alice │ player-scores │ private    │ Root │   -    │       - │    - │
  └───────┴───────────────┴────────────┴──────┴────────┴─────────┴──────┘
  $ M --account alice list -o table --all-accounts
  ┌───────┬───────────────┬────────────┬──────┬────────┬─────────┬──────┐
  │ Owner │     Name      │ Visibility │ Kind │ Pulled │ Records │ Size │
  ├───────┼───────────────┼────────────┼──────┼────────┼─────────┼──────┤
  │ alice │ player-scores │ private    │ Root │   -    │       - │    - │
  └───────┴───────────────┴────────────┴──────┴────────┴─────────┴──────┘
  $ M --account alice tail alice/player-scores -o table
  ┌┐
  ││
  ├┤
  ││
  └┘
  $ M --account alice tail player-scores -o table
  ┌┐
  ││
  ├┤
  ││
  └┘
