Wrong usage: unknown commands and flags, missing arguments.

  $ . "$KAMU_LIB"
  $ kamu 2>&1 | sed -n 1,4p
  Usage: kamu [OPTIONS] <COMMAND>
  
  Commands:
    add          Add a new dataset or modify an existing one
  [2]
  $ err kamu frobnicate
  error: unrecognized subcommand 'frobnicate'
  
  Usage: kamu [OPTIONS] <COMMAND>
  
  For more information, try '--help'.
  [2]
  $ err kamu lst
  error: unrecognized subcommand 'lst'
  
    tip: some similar subcommands exist: 'ls', 'list'
  
  Usage: kamu [OPTIONS] <COMMAND>
  
  For more information, try '--help'.
  [2]
  $ err kamu --bogus list
  error: unexpected argument '--bogus' found
  
  Usage: kamu [OPTIONS] <COMMAND>
  
  For more information, try '--help'.
  [2]
  $ err kamu list --bogus
  error: unexpected argument '--bogus' found
  
  Usage: kamu list [OPTIONS]
  
  For more information, try '--help'.
  [2]
  $ err kamu tail -x foo
  error: unexpected argument '-x' found
  
    tip: to pass '-x' as a value, use '-- -x'
  
  Usage: kamu tail [OPTIONS] <DATASET>
  
  For more information, try '--help'.
  [2]
  $ err kamu --system-time yesterday list
  error: invalid value 'yesterday' for '--system-time <T>': premature end of input
  
  For more information, try '--help'.
  [2]
  $ err kamu --system-time list
  error: invalid value 'list' for '--system-time <T>': premature end of input
  
  For more information, try '--help'.
  [2]
  $ err kamu inspect
  Group of commands for exploring dataset metadata
  
  Usage: kamu inspect <COMMAND>
  
  Commands:
    lineage  Shows the dependency tree of a dataset
    query    Shows the transformations used by a derivative dataset
    schema   Shows the dataset schema
    help     Print this message or the help of the given subcommand(s)
  
  Options:
    -h, --help  Print help
  [2]
  $ err kamu inspect foo
  error: unrecognized subcommand 'foo'
  
  Usage: kamu inspect <COMMAND>
  
  For more information, try '--help'.
  [2]
  $ err kamu system
  Command group for system-level functionality
  
  Usage: kamu system <COMMAND>
  
  Commands:
    access-token       Manage the access tokens of this workspace's servers
    api-server         Run HTTP + GraphQL server
    compact            Compact a dataset
    debug-token        Validate a Kamu token
    depgraph           Print the internal dependency graph of kamu-cli
    decode             Decode a manifest file
    diagnose           Run basic system diagnose check
    generate-token     Generate a platform token from a known secret for debugging
    gc                 Runs garbage collection to clean up cached and unreachable objects in the workspace
    info               Summary of the system information
    ipfs               IPFS helpers
    upgrade-workspace  Upgrade the layout of a local workspace to the latest version
    help               Print this message or the help of the given subcommand(s)
  
  Options:
    -h, --help  Print help
  [2]
  $ err kamu system bogus
  error: unrecognized subcommand 'bogus'
  
  Usage: kamu system <COMMAND>
  
  For more information, try '--help'.
  [2]
  $ err kamu ingest
  error: the following required arguments were not provided:
    <DATASET>
  
  Usage: kamu ingest <DATASET> [FILE]...
  
  For more information, try '--help'.
  [2]
  $ err kamu rename a
  error: the following required arguments were not provided:
    <NAME>
  
  Usage: kamu rename <DATASET> <NAME>
  
  For more information, try '--help'.
  [2]
  $ err kamu init extra
  error: unexpected argument 'extra' found
  
  Usage: kamu init [OPTIONS]
  
  For more information, try '--help'.
  [2]
  $ err kamu tail a -o
  error: a value is required for '--output-format <FMT>' but none was supplied
    [possible values: csv, json, ndjson, json-soa, json-aoa, table, parquet]
  
  For more information, try '--help'.
  [2]
