What the parser says of wrong command lines, and where options may stand.

  $ . "$KAMU_LIB"
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
  $ err kamu intest
  error: unrecognized subcommand 'intest'
  
    tip: some similar subcommands exist: 'init', 'inspect', 'ingest'
  
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
  $ err kamu list --wdie
  error: unexpected argument '--wdie' found
  
    tip: a similar argument exists: '--wide'
  
  Usage: kamu list --wide...
  
  For more information, try '--help'.
  [2]
  $ err kamu list --quite
  error: unexpected argument '--quite' found
  
    tip: a similar argument exists: '--quiet'
  
  Usage: kamu list [OPTIONS]
  
  For more information, try '--help'.
  [2]
  $ err kamu tail -x foo
  error: unexpected argument '-x' found
  
    tip: to pass '-x' as a value, use '-- -x'
  
  Usage: kamu tail [OPTIONS] <DATASET>
  
  For more information, try '--help'.
  [2]
  $ err kamu tail
  error: the following required arguments were not provided:
    <DATASET>
  
  Usage: kamu tail <DATASET>
  
  For more information, try '--help'.
  [2]
  $ err kamu rename a
  error: the following required arguments were not provided:
    <NAME>
  
  Usage: kamu rename <DATASET> <NAME>
  
  For more information, try '--help'.
  [2]
  $ err kamu repo alias add --pull foo
  error: the following required arguments were not provided:
    <ALIAS>
  
  Usage: kamu repo alias add --pull <DATASET> <ALIAS>
  
  For more information, try '--help'.
  [2]
  $ err kamu list -o jsn
  error: invalid value 'jsn' for '--output-format <FMT>'
    [possible values: csv, json, ndjson, json-soa, json-aoa, table, parquet]
  
    tip: a similar value exists: 'json'
  
  For more information, try '--help'.
  [2]
  $ err kamu list -o csv -o json
  error: the argument '--output-format <FMT>' cannot be used multiple times
  
  Usage: kamu list [OPTIONS]
  
  For more information, try '--help'.
  [2]
  $ err kamu list extra
  error: unexpected argument 'extra' found
  
  Usage: kamu list [OPTIONS]
  
  For more information, try '--help'.
  [2]
  $ err kamu tail a -o
  error: a value is required for '--output-format <FMT>' but none was supplied
    [possible values: csv, json, ndjson, json-soa, json-aoa, table, parquet]
  
  For more information, try '--help'.
  [2]
  $ err kamu tail a -n x
  error: invalid value 'x' for '--num-records <NUM>': invalid digit found in string
  
  For more information, try '--help'.
  [2]
  $ err kamu tail a_b
  error: invalid value 'a_b' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu delete a_b
  error: invalid value 'a_b' for '[DATASET]...': Local reference should be in form: `did:odf:...`, `my.dataset.id`, or a wildcard pattern `my.dataset.%`
  
  For more information, try '--help'.
  [2]
  $ err kamu --system-time yesterday list
  error: invalid value 'yesterday' for '--system-time <T>': premature end of input
  
  For more information, try '--help'.
  [2]
  $ err kamu -q
  error: 'kamu' requires a subcommand but one was not provided
    [subcommands: add, alter, completions, config, delete, export, ingest, init, inspect, list, log, login, logout, new, notebook, pull, push, rename, reset, repo, search, sql, system, tail, ui, verify, version, help]
  
  Usage: kamu [OPTIONS] <COMMAND>
  
  For more information, try '--help'.
  [2]
  $ err kamu repo alias ad
  error: unrecognized subcommand 'ad'
  
    tip: a similar subcommand exists: 'add'
  
  Usage: kamu repo alias <COMMAND>
  
  For more information, try '--help'.
  [2]
  $ err kamu help lsit
  error: unrecognized subcommand 'lsit'
  
  Usage: kamu [OPTIONS] <COMMAND>
  
  For more information, try '--help'.
  [2]
  $ kamu repo 2>/dev/null
  [2]

options of kamu itself, before and after the command

  $ kamu init -q
  $ kamu list -o csv --no-color; echo
  Name,Kind,Pulled,Records,Size
  $ kamu -v list -o=csv 2>/dev/null; echo
  Name,Kind,Pulled,Records,Size
  $ kamu list -ocsv -q --system-time 2050-01-02T03:04:05Z; echo
  Name,Kind,Pulled,Records,Size
  $ kamu list -qwo csv; echo
  ID,Name,Kind,Head,Pulled,Records,Blocks,Size,Watermark
  $ err kamu -q list -q
  error: the argument '--quiet' cannot be used multiple times
  
  Usage: kamu list [OPTIONS]
  
  For more information, try '--help'.
  [2]
  $ err kamu -a someone list
  Error: Directory is not a multi-tenant kamu workspace
  
  [1]
  $ err kamu list --account some_one
  Error: Value 'some_one' is not a valid AccountName
  
  [1]

exit codes

  $ kamu --help >/dev/null; echo $?
  0
  $ kamu --version; echo $?
  kamu 0.1.0
  0
  $ kamu list --nope 2>/dev/null; echo $?
  2
  $ kamu tail nope 2>/dev/null; echo $?
  1
