On a terminal: tables, colours, questions, pager. `script` gives one.

  $ . "$KAMU_LIB"; kamu init -q; gps; unset NO_COLOR; export TERM=xterm
  $ tty() { script -qec "$*" /dev/null | tr -d '\r' | sed 's/\x1b/ESC/g'; }
  $ tty kamu list </dev/null
  ┌──────┬──────┬────────┬─────────┬──────┐
  │ Name │ Kind │ Pulled │ Records │ Size │
  ├──────┼──────┼────────┼─────────┼──────┤
  │ gps  │ Root │   -    │       - │    - │
  └──────┴──────┴────────┴─────────┴──────┘
  $ tty kamu tail nope </dev/null
  ESC[31mESC[1mErrorESC[0m: Dataset not found: nope
  
  [1]
  $ NO_COLOR=1 tty kamu tail nope </dev/null
  Error: Dataset not found: nope
  
  [1]
  $ CLICOLOR=0 tty kamu tail nope </dev/null
  Error: Dataset not found: nope
  
  [1]
  $ TERM=dumb tty kamu tail nope </dev/null
  Error: Dataset not found: nope
  
  [1]
  $ CLICOLOR_FORCE=1 kamu tail nope 2>&1 | sed 's/\x1b/ESC/g'
  ESC[31mESC[1mErrorESC[0m: Dataset not found: nope
  
  [1]
  $ tty kamu --no-color tail nope </dev/null
  Error: Dataset not found: nope
  
  [1]
  $ printf 'what\nn\n' | NO_COLOR=1 tty kamu delete gps | grep -o 'Error.*'
  Error: Operation aborted
  [1]
  $ kamu list -o csv | wc -l
  1
  $ echo y | NO_COLOR=1 tty kamu delete gps | grep -o 'Deleted.*'
  Deleted 1 dataset(s)
  $ kamu list; echo
  []
  $ gps; KAMU_PAGER='sed s/^/paged:/' NO_COLOR=1 tty "kamu log gps | cat" </dev/null | head -1 | norm
  Block #2: <hash>
  $ KAMU_PAGER='sed s/^/paged:/' NO_COLOR=1 tty "kamu log gps" </dev/null | head -2 | norm
  paged:Block #2: <hash>
  paged:SystemTime: 2050-01-02T03:04:05Z
