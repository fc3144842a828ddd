A dataset whose files were altered, cut or removed: never a wrong answer.

  $ . "$KAMU_LIB"; kamu init -q; gps; for i in 1 2 3; do row $i $i $i | K ingest gps --stdin; done
  Dataset updated
  Dataset updated
  Dataset updated
  $ ds=$(echo .kamu/datasets/*); cp -r .kamu whole
  $ blk() { kamu log gps -o yaml | sed -n 's/^# Block: //p' | sed -n "$1p"; }
  $ head=$(blk 1); mid=$(blk 3); slice=$(kamu log gps | sed -n 's/^  PhysicalHash: //p' | sed -n 2p)
  $ fresh() { rm -rf .kamu; cp -r whole .kamu; echo "== $1"; }
  $ look() { for c in "list -o csv" "tail gps -n 1 -o csv" "log gps --limit 9" "verify gps"; do
  >   echo "-- $c"; kamu $c > out 2> errors; echo "exit $?"; [ -s errors ] && norm < errors | sed -E 's/byte [0-9]+/byte <n>/'; done
  >   echo "-- ingest"; row 9 9 9 | K ingest gps --stdin 2>&1 | norm; }
  $ fresh 'block altered'; printf X | dd of=$ds/blocks/$mid bs=1 seek=60 conv=notrunc 2>/dev/null; look
  == block altered
  -- list -o csv
  exit 0
  -- tail gps -n 1 -o csv
  exit 0
  -- log gps --limit 9
  exit 1
  Error: Block is malformed: <hash>: its 320 bytes hash to <hash>
    in: <dir>/.kamu/datasets/<did>/blocks/<hash>
  
  -- verify gps
  exit 1
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps: Block is malformed: <hash>: its 320 bytes hash to <hash>
    in: <dir>/.kamu/datasets/<did>/blocks/<hash>
  
  -- ingest
  Dataset updated
  $ fresh 'block cut'; truncate -s 40 $ds/blocks/$mid; look
  == block cut
  -- list -o csv
  exit 0
  -- tail gps -n 1 -o csv
  exit 0
  -- log gps --limit 9
  exit 1
  Error: Block is malformed: <hash>: its 40 bytes hash to <hash>
    in: <dir>/.kamu/datasets/<did>/blocks/<hash>
  
  -- verify gps
  exit 1
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps: Block is malformed: <hash>: its 40 bytes hash to <hash>
    in: <dir>/.kamu/datasets/<did>/blocks/<hash>
  
  -- ingest
  Dataset updated
  $ fresh 'block removed'; rm $ds/blocks/$mid; look
  == block removed
  -- list -o csv
  exit 0
  -- tail gps -n 1 -o csv
  exit 0
  -- log gps --limit 9
  exit 1
  Error: Block does not exist: <hash>
  
  -- verify gps
  exit 1
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps: Block does not exist: <hash>
  
  -- ingest
  Dataset updated
  $ fresh 'the same without caches'; rm $ds/blocks/$mid; rm -rf .kamu/cache/*; look
  == the same without caches
  -- list -o csv
  exit 0
  Warning: the chain of gps cannot be read; see `kamu verify gps`
  -- tail gps -n 1 -o csv
  exit 1
  Error: Block does not exist: <hash>
  
  -- log gps --limit 9
  exit 1
  Error: Block does not exist: <hash>
  
  -- verify gps
  exit 1
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps: Block does not exist: <hash>
  
  -- ingest
  Error: Block does not exist: <hash>
  
  [1]
  $ fresh 'slice altered'; printf X | dd of=$ds/data/$slice bs=1 seek=60 conv=notrunc 2>/dev/null; kamu verify gps 2>&1 | norm
  == slice altered
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps:
    0: Data doesn't match metadata
    1: Data physical hash for block <hash> is expected to be <hash> but actual <hash>
  
  [1]
  $ fresh 'slice cut'; truncate -s 40 $ds/data/$slice; kamu verify gps 2>&1 | norm | sed 's/be [0-9]* but/be <n> but/'; kamu tail gps -o csv 2>&1 | norm
  == slice cut
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps:
    0: Data doesn't match metadata
    1: Data size for block <hash> is expected to be <n> but actual 40
  
  Error: <dir>/.kamu/datasets/<did>/data/<hash> is not a Parquet file: PAR1 is missing at its start or end (is it complete?)
  
  [1]
  $ fresh 'slice removed'; rm $ds/data/$slice; kamu verify gps 2>&1 | norm | sed -E "s#data/f1620.*#data/<hash>#"; kamu tail gps -o csv 2>&1 | norm
  == slice removed
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps:
    0: Data doesn't match metadata
    1: Object does not exist: <hash>
    hint: it is the data of block <hash>, looked for at <dir>/.kamu/datasets/<did>/data/<hash>
  
  Error: Object does not exist: <hash>
    hint: A data file of the dataset is missing: `kamu verify` lists what is damaged
  
  [1]
  $ fresh 'head is no hash'; echo words > $ds/refs/head; look
  == head is no hash
  -- list -o csv
  exit 0
  Warning: the chain of gps cannot be read; see `kamu verify gps`
  -- tail gps -n 1 -o csv
  exit 1
  Error: File <dir>/.kamu/datasets/<did>/refs/head is malformed
    at: <dir>/.kamu/datasets/<did>/refs/head:1:1
    found: words
    expected: the hash of a block, f1620…
    hint: `kamu reset` gives the dataset a head again
  
  -- log gps --limit 9
  exit 1
  Error: File <dir>/.kamu/datasets/<did>/refs/head is malformed
    at: <dir>/.kamu/datasets/<did>/refs/head:1:1
    found: words
    expected: the hash of a block, f1620…
    hint: `kamu reset` gives the dataset a head again
  
  -- verify gps
  exit 1
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps: File <dir>/.kamu/datasets/<did>/refs/head is malformed
    at: <dir>/.kamu/datasets/<did>/refs/head:1:1
    found: words
    expected: the hash of a block, f1620…
    hint: `kamu reset` gives the dataset a head again
  
  -- ingest
  Error: File <dir>/.kamu/datasets/<did>/refs/head is malformed
    at: <dir>/.kamu/datasets/<did>/refs/head:1:1
    found: words
    expected: the hash of a block, f1620…
    hint: `kamu reset` gives the dataset a head again
  
  [1]
  $ fresh 'head removed'; rm $ds/refs/head; look
  == head removed
  -- list -o csv
  exit 0
  -- tail gps -n 1 -o csv
  exit 1
  Error: Dataset not found: gps
  
  -- log gps --limit 9
  exit 1
  Error: Dataset not found: gps
  
  -- verify gps
  exit 1
  Error: Dataset not found: gps
  
  -- ingest
  Error: Dataset not found: gps
  
  [1]
  $ fresh 'head of nothing'; printf f16200000000000000000000000000000000000000000000000000000000000000000 > $ds/refs/head; look
  == head of nothing
  -- list -o csv
  exit 0
  Warning: the chain of gps cannot be read; see `kamu verify gps`
  -- tail gps -n 1 -o csv
  exit 1
  Error: Block does not exist: <hash>
  
  -- log gps --limit 9
  exit 1
  Error: Block does not exist: <hash>
  
  -- verify gps
  exit 1
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps: Block does not exist: <hash>
  
  -- ingest
  Error: Block does not exist: <hash>
  
  [1]

caches may be anything

  $ fresh 'caches'; find .kamu/cache -type f | while read f; do head -c 100 /dev/urandom > "$f"; done; row 9 9 9 | K ingest gps --stdin; kamu verify gps; kamu list -o csv | cut -d, -f4; echo
  == caches
  Dataset updated
  1 dataset(s) are valid
  Records
  4
  
  $ find .kamu/cache -type f | while read f; do truncate -s 7 "$f"; done; row 9 9 9 | K ingest gps --stdin; kamu verify gps; kamu tail gps -n 1 -o csv | tail -1 | cut -d, -f1
  Dataset updated
  1 dataset(s) are valid
  4
