complete and completions (CO).

  $ . "$KAMU_LIB"
  $ kamu complete "kamu l" 1
  list
  log
  login
  logout
  $ kamu complete "kamu config set engine.runt" 3
  engine.runtime
  $ kamu complete "kamu in" 1
  ingest
  init
  inspect
  $ kamu complete "kamu new --de" 2
  --derivative
  $ kamu complete "kamu tail -" 2
  --output-format
  --num-records
  --skip-records
  --columns
  --where
  --follow
  $ kamu -q init; mf foo.bar | K -q add --stdin; mf foo.baz | K -q add --stdin
  $ kamu complete "kamu log" 2
  foo.bar
  foo.baz
  $ kamu complete "kamu log foo.bar" 2
  foo.bar
  $ kamu complete "kamu tail -o j" 3
  json
  json-soa
  json-aoa
  $ kamu complete "kamu repo " 2
  add
  delete
  list
  alias
  $ kamu completions bash | sed -n 1,3p
  
  _kamu_()
  {
  $ err kamu completions tcl
  error: invalid value 'tcl' for '<SHELL>'
    [possible values: bash, elvish, fish, powershell, zsh]
  
  For more information, try '--help'.
  [2]
