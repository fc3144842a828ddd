Help: the list of commands, usage lines.

  $ . "$KAMU_LIB"
  $ kamu --help | sed -n '/^Commands:/,/^$/p'
  Commands:
    add          Add a new dataset or modify an existing one
    alter        Changes the metadata of an existing dataset
    completions  Generate tab-completion scripts for your shell
    config       Get or set configuration options
    delete       Delete a dataset [alias: rm]
    export       Exports a dataset
    ingest       Adds data to the root dataset according to its push source configuration
    init         Initialize an empty workspace in the current directory
    inspect      Group of commands for exploring dataset metadata
    list         List all datasets in the workspace [alias: ls]
    log          Shows dataset metadata history
    login        Authenticates with a remote ODF server interactively
    logout       Logs out from a remote Kamu server
    new          Creates a new dataset manifest from a template
    notebook     Starts the notebook server for exploring the data in the workspace
    pull         Pull new data into the datasets
    push         Push local data into a repository
    rename       Rename a dataset [alias: mv]
    reset        Revert the dataset back to the specified state
    repo         Manage set of tracked repositories
    search       Searches for datasets in the registered repositories
    sql          Executes an SQL query or drops you into an SQL shell
    system       Command group for system-level functionality
    tail         Displays a sample of most recent records in a dataset
    ui           Opens web interface
    verify       Verifies the validity of a dataset
    version      Outputs build information
    help         Print this message or the help of the given subcommand(s)
  
  $ kamu --help 2>/dev/null | grep -E '^(Usage|  -)' | sed 's/  .*//'
  Usage: kamu [OPTIONS] <COMMAND>
  
  
  
  
  
  $ kamu help | sed -n 1,3p
  Usage: kamu [OPTIONS] <COMMAND>
  
  Commands:
  $ for c in add config delete export ingest init inspect list log new pull push rename reset repo sql system tail verify version; do kamu $c --help </dev/null | grep -E '^Usage'; done
  Usage: kamu add [OPTIONS] [MANIFEST]...
  Usage: kamu config <COMMAND>
  Usage: kamu delete [OPTIONS] [DATASET]...
  Usage: kamu export [OPTIONS] --output-format <OUTPUT_FORMAT> <DATASET>
  Usage: kamu ingest [OPTIONS] <DATASET> [FILE]...
  Usage: kamu init [OPTIONS]
  Usage: kamu inspect <COMMAND>
  Usage: kamu list [OPTIONS]
  Usage: kamu log [OPTIONS] <DATASET>
  Usage: kamu new [OPTIONS] <NAME>
  Usage: kamu pull [OPTIONS] [DATASET]...
  Usage: kamu push [OPTIONS] [DATASET]...
  Usage: kamu rename <DATASET> <NAME>
  Usage: kamu reset <DATASET> <HASH>
  Usage: kamu repo <COMMAND>
  Usage: kamu sql [OPTIONS] [COMMAND]
  Usage: kamu system <COMMAND>
  Usage: kamu tail [OPTIONS] <DATASET>
  Usage: kamu verify [OPTIONS] [DATASET]...
  Usage: kamu version [OPTIONS]
  $ kamu help ingest | sed -n '/^Arguments/,/^Examples/p' | cut -c1-60
  Arguments:
    <DATASET>  Local dataset reference
    [FILE]...  Data files to ingest, all or none; '-' is the s
  
  Options:
        --source-name <SRC>       Name of the push source to u
        --event-time <T>          Event time of the records th
                                  time
        --stdin                   Read data from the standard 
    -r, --recursive               Name the derivative datasets
        --input-format <FMT>      Format of the data, when it 
                                  csv, tsv, json, ndjson, geoj
                                  esrishapefile; options may f
                                  'csv;header=true;separator=;
        --expected-head <HASH>    Fail unless this block is th
        --dry-run                 Do everything but the commit
                                  add
        --on-error <WHAT>         At a bad record: stop and co
                                  [possible values: stop, skip
        --max-errors <N>          With --on-error skip: give u
        --rejects <FILE>          With --on-error skip: write 
                                  NDJSON
        --on-repeated-key <WHAT>  Records of one input with th
                                  Ledger), the first or the la
                                  or fail [possible values: al
        --on-changed-row <WHAT>   Records for a Ledger under k
                                  values: leave them out witho
                                  or fail [possible values: ig
        --max-retract <PERCENT>   Fail when a Snapshot would r
                                  dataset's rows
        --max-retract-rows <N>    Fail when a Snapshot would r
        --strict                  Unknown fields, missing opti
                                  are errors too
        --timings                 Print what each stage took: 
                                  processor time of all thread
    -o, --output-format <FMT>     Format of the summary: for p
                                  standard output [default: sh
    -h, --help                    Print help
  
  Reads the files in the given order, brings them into the sch
  merge strategy of the push source and commits the result: al
  stable storage when the command ends.
  
  Without an error the last line is 'Dataset updated', or 'Dat
  changed nothing.
  
  Files may be compressed (gz, zst, bz2, xz, zip with one file
  source declares is recognized by its first bytes and the fil
  declared; a warning says how it was read, and --input-format
  the schema counts as declared, the options of the source do 
  unless its first record has the names of all columns.
  
  A bad record stops the push, and nothing is committed. The e
  and field. With --on-error skip bad records are left out and
  makes errors of what is otherwise only counted in the summar
  
  A number in a declared Timestamp column is a count of its un
  Without a declared schema a whole number as event time is a 
  
  Defaults of --on-repeated-key, --on-changed-row, --max-retra
  set for a workspace: `kamu config set ingest.maxRetract 20%`
  `ingest.onChangedRow`, `ingest.maxRetractRows`. They count w
  them.
  
  Examples:
  $ kamu system --help | sed -n '/^Commands:/,/^$/p'
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
  
  $ kamu repo alias --help | sed -n '/^Commands:/,/^$/p'
  Commands:
    add     Adds a remote alias to a dataset
    delete  Deletes a remote alias associated with a dataset [alias: rm]
    list    Lists remote aliases [alias: ls]
    help    Print this message or the help of the given subcommand(s)
  
