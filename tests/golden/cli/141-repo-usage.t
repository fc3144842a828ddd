Wrong usage of repo (RP).

  $ . "$KAMU_LIB"; ws
  $ err kamu repo delete --all
  There are no repositories to delete
  $ err kamu repo delete some-repo
  Error: Repository some-repo does not exist
  
  [1]
  $ err kamu repo delete some-repo --all
  Error: You can either specify repository(s) or pass --all
  
  [1]
  $ err kamu repo delete
  Error: Specify repository(s) or pass --all
  
  [1]
  $ err kamu repo delete bad_name
  error: invalid value 'bad_name' for '[REPOSITORY]...': RepositoryID can only contain alphanumerics, dashes, and dots
  
  For more information, try '--help'.
  [2]
  $ err kamu repo
  Manage set of tracked repositories
  
  Usage: kamu repo <COMMAND>
  
  Commands:
    add     Adds a repository
    delete  Deletes a reference to repository [alias: rm]
    list    Lists known repositories [alias: ls]
    alias   Manage set of remote aliases associated with datasets
    help    Print this message or the help of the given subcommand(s)
  
  Options:
    -h, --help  Print help (--help: more of it)
  [2]
  $ err kamu repo list -o xml
  error: invalid value 'xml' for '--output-format <FMT>'
    [possible values: csv, json, ndjson, json-soa, json-aoa, table, parquet]
  
  For more information, try '--help'.
  [2]
  $ kamu repo add a https://a.com; kamu repo add b https://b.com; err kamu repo delete a b; err kamu -y repo delete a b c; kamu repo list -o csv; echo
  Added: a
  Added: b
  You are about to delete following repository(s): a, b
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  Error: Repository c does not exist
  
  Name,Url
  a,https://a.com/
  b,https://b.com/
  $ err kamu repo delete -a; kamu -y repo delete -a
  You are about to delete following repository(s): a, b
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  Deleted 2 repository(s)
