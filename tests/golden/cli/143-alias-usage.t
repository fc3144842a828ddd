Wrong usage of repo alias.

  $ . "$KAMU_LIB"; ws
  $ mf foo | K -q add --stdin; kamu repo add known https://example.com
  Added: known
  $ err kamu repo alias add foo http://a.example.com/
  Error: Specify either --pull or --push or both
  
  [1]
  $ err kamu repo alias add nope http://a.example.com/ --pull
  Error: Dataset not found: nope
  
  [1]
  $ err kamu repo alias add foo known/acct/foo --pull
  Added: known/acct/foo (pull)
  $ err kamu repo alias add foo known/foo --push
  Added: known/foo (push)
  $ err kamu repo alias add foo unknown/foo --pull
  Error: Repository unknown does not exist
  
  [1]
  $ err kamu repo alias add foo foo --pull
  error: invalid value 'foo' for '<ALIAS>': Remote reference should be in form: `did:odf:...` or `repository/account/dataset-id` or `scheme://some-url`
  
  For more information, try '--help'.
  [2]
  $ err kamu repo alias add foo http://a.example.com/ --pull
  Added: http://a.example.com/ (pull)
  $ err kamu repo alias add foo http://a.example.com/ --pull
  Already there: http://a.example.com/ (pull)
  $ err kamu repo alias add --pull foo
  error: the following required arguments were not provided:
    <ALIAS>
  
  Usage: kamu repo alias add --pull <DATASET> <ALIAS>
  
  For more information, try '--help'.
  [2]
  $ err kamu repo alias delete
  Error: Need to specify either a dataset or --all
  
  [1]
  $ err kamu repo alias delete foo
  Error: Specify either an alias or --all
  
  [1]
  $ err kamu repo alias delete foo http://zzz.example.com/
  Deleted 0 alias(es)
  $ err kamu repo alias delete nope http://a.example.com/
  Error: Dataset not found: nope
  
  [1]
  $ err kamu repo alias
  Manage set of remote aliases associated with datasets
  
  Usage: kamu repo alias <COMMAND>
  
  Commands:
    add     Adds a remote alias to a dataset
    delete  Deletes a remote alias associated with a dataset [alias: rm]
    list    Lists remote aliases [alias: ls]
    help    Print this message or the help of the given subcommand(s)
  
  Options:
    -h, --help  Print help (--help: more of it)
  [2]
  $ err kamu repo alias list nope
  Error: Dataset not found: nope
  
  [1]
  $ kamu repo alias list -o csv; echo
  Dataset,Kind,Alias
  foo,Pull,http://a.example.com/
  foo,Pull,known/acct/foo
  foo,Push,known/foo
