Damage is found and named; all of it, not the first only.

  $ . "$KAMU_LIB"; kamu -q init; gps
  $ row 1 1.5 2 | K -q ingest gps --stdin; row 2 1.5 2 | K -q ingest gps --stdin
  $ kamu verify gps
  1 dataset(s) are valid
  $ kamu verify gps --integrity
  1 dataset(s) are valid
  $ d=$(echo .kamu/datasets/fed01*)
  $ for f in $d/data/*; do printf X | dd of=$f bs=1 seek=60 conv=notrunc status=none; done
  $ err kamu verify gps
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps:
    0: Data doesn't match metadata
    1: Data physical hash for block <hash> is expected to be <hash> but actual <hash>
  
  |> Failed to verify gps:
    0: Data doesn't match metadata
    1: Data physical hash for block <hash> is expected to be <hash> but actual <hash>
  
  [1]
  $ for f in $d/data/*; do rm $f; break; done
  $ err kamu verify gps | grep -v hint:
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify gps:
    0: Data doesn't match metadata
    1: Object does not exist: <hash>
  
  |> Failed to verify gps:
    0: Data doesn't match metadata
    1: Data physical hash for block <hash> is expected to be <hash> but actual <hash>
  
  [1]
  $ err kamu verify none
  Error: Dataset not found: none
  
  [1]
