Every command explains itself, in short with -h, completely with --help.

  $ . "$KAMU_LIB"
  $ kamu --help
  Usage: kamu [OPTIONS] <COMMAND>
  
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
  
  Options:
    -v...                         Say more about what is done (repeat for more)
        --no-color                No colours in the terminal
    -q, --quiet                   Only say what is essential
    -y, --yes                     Answer all questions with yes
        --trace                   Save a trace of the run for perfetto.dev
        --show-error-stack-trace  Add internal details to an error
        --metrics                 Save time and memory used, in Prometheus' text format
    -h, --help                    Print help
    -V, --version                 Print version
  
  Examples:
    kamu init
    kamu new --push gps && $EDITOR gps.yaml && kamu add gps.yaml
    kamu ingest gps data.json
    kamu tail gps
  
  `kamu <command> --help` explains a command; options like -q and -y may stand before or
  after it.
  $ walk() {
  >   local sub
  >   for sub in $(kamu $1 --help | sed -n '/^Commands:/,/^$/s/^  \([a-z0-9-]*\) .*/\1/p'); do
  >     [ $sub = help ] && continue
  >     kamu $1 $sub -h | grep -q "^Usage: kamu ${1:+$1 }$sub" || echo "no usage line: $1 $sub"
  >     kamu $1 $sub --help | awk -v c="$1 $sub" 'length($0) > 104 && !/^  / { print c ": long line: " $0 }'
  >     walk "${1:+$1 }$sub"
  >   done
  > }
  $ walk ''
  $ kamu new --help
  Creates a new dataset manifest from a template
  
  Usage: kamu new [OPTIONS] <NAME>
  
  Arguments:
    <NAME>  Name of the new dataset
  
  Options:
        --root        A root dataset that polls a source
        --derivative  A dataset made from others by a query
        --push        A root dataset that data is pushed into
    -h, --help        Print help
  
  Writes the file <NAME>.yaml in the current directory. Edit it, then `kamu add` it.
  
  Examples:
    kamu new --push org.example.sensors
    kamu new --root org.example.data
    kamu new --derivative org.example.data
  $ kamu new -h
  Creates a new dataset manifest from a template
  
  Usage: kamu new [OPTIONS] <NAME>
  
  Arguments:
    <NAME>  Name of the new dataset
  
  Options:
        --root        A root dataset that polls a source
        --derivative  A dataset made from others by a query
        --push        A root dataset that data is pushed into
    -h, --help        Print help (--help: more of it)
  $ kamu help repo alias add
  Adds a remote alias to a dataset
  
  Usage: kamu repo alias add [OPTIONS] <DATASET> <ALIAS>
  
  Arguments:
    <DATASET>  Local dataset reference
    <ALIAS>    Remote dataset: repository/name or a URL
  
  Options:
        --push  Add a push alias
        --pull  Add a pull alias
    -h, --help  Print help
  $ kamu complete --help | head -1
  Print completion candidates
