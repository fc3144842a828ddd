  $ . "$KAMU_LIB"
  $ kamu complete "kamu l" 1
  list
  log
  login
  logout
  $ kamu complete "kamu config set engine.runt" 3
  engine.runtime
  $ kamu complete "kamu new --" 2
  --root
  --derivative
  --push
  $ kamu complete "kamu list -o " 3
  csv
  json
  ndjson
  json-soa
  json-aoa
  table
  parquet
  $ kamu complete "kamu list -o js" 3
  json
  json-soa
  json-aoa
  $ kamu complete "kamu completions " 2
  bash
  elvish
  fish
  powershell
  zsh
  $ kamu complete "kamu repo " 2
  add
  delete
  list
  alias
  $ kamu init -q; gps; kamu repo add r1 file:///x
  Added: r1
  $ kamu complete "kamu log" 2
  gps
  $ kamu complete "kamu -q verify g" 3
  gps
  $ kamu complete "kamu repo delete " 3
  r1
  $ mkdir dir; touch dir/a.json file.json; kamu complete "kamu ingest gps " 3; kamu complete "kamu ingest gps dir/" 3; kamu complete "kamu ingest gps f" 3
  file.json
  dir/
  dir/a.json
  file.json
  $ for s in bash zsh fish elvish powershell; do kamu completions $s | grep -c 'kamu complete'; done
  1
  1
  1
  1
  1
  $ source <(kamu completions bash); COMP_WORDS=(kamu re); COMP_CWORD=1; _kamu_; echo "${COMPREPLY[@]}"
  add alter completions config delete export ingest init inspect list log login logout new notebook pull push rename reset repo search sql system tail ui verify version
