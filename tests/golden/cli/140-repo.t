repo add, list, delete (RP).

  $ . "$KAMU_LIB"; ws
  $ kamu repo list -o table; kamu repo list; echo
  ┌──────┬─────┐
  │ Name │ Url │
  ├──────┼─────┤
  │      │     │
  └──────┴─────┘
  []
  $ kamu repo add local "file://$PWD/repo"
  Added: local
  $ kamu repo add s3 s3://bucket/path
  Added: s3
  $ kamu repo add web https://example.com
  Added: web
  $ kamu repo add odf odf+https://example.com/x/
  Added: odf
  $ cat .kamu/repos/local .kamu/repos/web | sed "s#$PWD#<ws>#"
  kind: Repository
  version: 1
  content:
    url: file://<ws>/repo/
  kind: Repository
  version: 1
  content:
    url: https://example.com/
  $ kamu repo list -o json | sed "s#$PWD#<ws>#"; echo
  [{"Name":"local","Url":"file://<ws>/repo/"},{"Name":"odf","Url":"odf+https://example.com/x/"},{"Name":"s3","Url":"s3://bucket/path/"},{"Name":"web","Url":"https://example.com/"}]
  $ kamu repo ls -o csv | sed "s#$PWD#<ws>#"; echo
  Name,Url
  local,file://<ws>/repo/
  odf,odf+https://example.com/x/
  s3,s3://bucket/path/
  web,https://example.com/
  $ kamu -y repo delete local; kamu repo list -o table
  Deleted 1 repository(s)
  ┌──────┬────────────────────────────┐
  │ Name │            Url             │
  ├──────┼────────────────────────────┤
  │ odf  │ odf+https://example.com/x/ │
  │ s3   │ s3://bucket/path/          │
  │ web  │ https://example.com/       │
  └──────┴────────────────────────────┘
  $ err kamu repo add web https://example.com/other
  Error: Repository web already exists
  
  [1]
  $ err kamu repo add bad_name https://example.com
  error: invalid value 'bad_name' for '<NAME>': RepositoryID can only contain alphanumerics, dashes, and dots
  
  For more information, try '--help'.
  [2]
  $ err kamu repo add x not-a-url
  error: invalid value 'not-a-url' for '<URL>': relative URL without a base
  
  For more information, try '--help'.
  [2]
  $ err kamu repo add x mailto:foo
  error: invalid value 'mailto:foo' for '<URL>': unsupported scheme `mailto`, expected one of `file://`, `http(s)://`, `odf+http(s)://`, `s3://`, `s3+http(s)://`, `ipfs://`, `ipns://`
  
  For more information, try '--help'.
  [2]
  $ err kamu repo add x
  error: the following required arguments were not provided:
    <URL>
  
  Usage: kamu repo add <NAME> <URL>
  
  For more information, try '--help'.
  [2]
  $ err kamu repo delete web
  You are about to delete following repository(s): web
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  [1]
  $ err kamu -y repo delete nope
  Error: Repository nope does not exist
  
  [1]
  $ kamu -y repo rm --all; kamu repo list; echo
  Deleted 3 repository(s)
  []
