  $ . "$KAMU_LIB"; kamu init -q
  $ kamu repo list -o table
  ┌──────┬─────┐
  │ Name │ Url │
  ├──────┼─────┤
  │      │     │
  └──────┴─────┘
  $ kamu repo delete --all
  There are no repositories to delete
  $ kamu repo add disk "file://$PWD/repo"; kamu repo add b s3://bucket/path; kamu repo add a https://example.com
  Added: disk
  Added: b
  Added: a
  $ cat .kamu/repos/a
  kind: Repository
  version: 1
  content:
    url: https://example.com/
  $ kamu repo list -o csv | norm; echo
  Name,Url
  a,https://example.com/
  b,s3://bucket/path/
  disk,file://<dir>/repo/
  $ err kamu repo add a https://example.com/other
  Error: Repository a already exists
  
  [1]
  $ err kamu repo add bad_name https://example.com
  error: invalid value 'bad_name' for '<NAME>': RepositoryID can only contain alphanumerics, dashes, and dots
  
  For more information, try '--help'.
  [2]
  $ err kamu repo add x nowhere
  error: invalid value 'nowhere' for '<URL>': relative URL without a base
  
  For more information, try '--help'.
  [2]
  $ err kamu repo add x mailto:foo
  error: invalid value 'mailto:foo' for '<URL>': unsupported scheme `mailto`, expected one of `file://`, `http(s)://`, `odf+http(s)://`, `s3://`, `s3+http(s)://`, `ipfs://`, `ipns://`
  
  For more information, try '--help'.
  [2]
  $ err kamu repo delete
  Error: Specify repository(s) or pass --all
  
  [1]
  $ err kamu repo delete nope
  Error: Repository nope does not exist
  
  [1]
  $ err kamu repo delete a --all
  Error: You can either specify repository(s) or pass --all
  
  [1]
  $ err kamu repo delete a b
  You are about to delete following repository(s): a, b
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  [1]
  $ kamu repo delete a b -y; kamu repo ls -o csv | norm; echo
  Deleted 2 repository(s)
  Name,Url
  disk,file://<dir>/repo/
  $ err kamu repo delete --all
  You are about to delete following repository(s): disk
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  [1]
  $ echo 'content: 1' > .kamu/repos/broken; err kamu repo list
  Error: Repository file <dir>/.kamu/repos/broken has no `content.url`
  
  [1]

aliases

  $ rm .kamu/repos/broken; gps
  $ err kamu repo alias add gps http://a.example.com
  Error: Specify either --pull or --push or both
  
  [1]
  $ kamu repo alias add gps http://a.example.com --pull --push
  Added: http://a.example.com/ (pull)
  Added: http://a.example.com/ (push)
  $ kamu repo alias add gps http://a.example.com/ --pull
  Already there: http://a.example.com/ (pull)
  $ kamu repo alias add gps disk/some/gps --push
  Added: disk/some/gps (push)
  $ err kamu repo alias add gps unknown/gps --push
  Error: Repository unknown does not exist
  
  [1]
  $ err kamu repo alias add gps gps --push
  error: invalid value 'gps' for '<ALIAS>': Remote reference should be in form: `did:odf:...` or `repository/account/dataset-id` or `scheme://some-url`
  
  For more information, try '--help'.
  [2]
  $ err kamu repo alias add nope http://a.example.com --pull
  Error: Dataset not found: nope
  
  [1]
  $ kamu repo alias list -o csv; echo
  Dataset,Kind,Alias
  gps,Pull,http://a.example.com/
  gps,Push,disk/some/gps
  gps,Push,http://a.example.com/
  $ kamu repo alias list gps -o table
  ┌─────────┬──────┬───────────────────────┐
  │ Dataset │ Kind │         Alias         │
  ├─────────┼──────┼───────────────────────┤
  │ gps     │ Pull │ http://a.example.com/ │
  │ gps     │ Push │ disk/some/gps         │
  │ gps     │ Push │ http://a.example.com/ │
  └─────────┴──────┴───────────────────────┘
  $ kamu list -o csv | cut -d, -f2; echo
  Kind
  Remote(Root)
  
  $ cat .kamu/datasets/*/info/config
  kind: DatasetConfig
  version: 1
  content:
    pullAliases:
    - http://a.example.com/
    pushAliases:
    - http://a.example.com/
    - disk/some/gps
  $ kamu repo alias delete gps http://a.example.com --pull; kamu repo alias list -o json; echo
  Deleted 1 alias(es)
  [{"Dataset":"gps","Kind":"Push","Alias":"disk/some/gps"},{"Dataset":"gps","Kind":"Push","Alias":"http://a.example.com/"}]
  $ kamu repo alias rm gps --all --push; kamu repo alias ls; echo
  Deleted 2 alias(es)
  []
  $ err kamu repo alias delete
  Error: Need to specify either a dataset or --all
  
  [1]
  $ err kamu repo alias delete gps
  Error: Specify either an alias or --all
  
  [1]
  $ kamu repo alias delete gps http://none.example.com
  Deleted 0 alias(es)
  $ kamu repo alias delete --all
  Deleted 0 alias(es)
