verify and log: a metadata block is cut short, empty, changed, missing.

  $ . "$KAMU_LIB"; ws
  $ scores; c1 | ing player-scores --stdin
  Dataset updated
  $ B=$(dsdir player-scores)/blocks/$(blk player-scores); cp "$B" saved
  $ truncate -s -10 "$B"; err kamu verify player-scores; err kamu log player-scores --limit 1
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify player-scores: Block is malformed: <hash-1>: its 326 bytes hash to <hash-2>
    in: <tmp>/113-verify-truncated-block.t/.kamu/datasets/<did-1>/blocks/<hash-1>
  
  Error: Block is malformed: <hash-1>: its 326 bytes hash to <hash-2>
    in: <tmp>/113-verify-truncated-block.t/.kamu/datasets/<did-1>/blocks/<hash-1>
  
  [1]
  $ : > "$B"; err kamu verify player-scores; err kamu log player-scores --limit 1
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify player-scores: Block is malformed: <hash-1>: its 0 bytes hash to <hash-2>
    in: <tmp>/113-verify-truncated-block.t/.kamu/datasets/<did-1>/blocks/<hash-1>
  
  Error: Block is malformed: <hash-1>: its 0 bytes hash to <hash-2>
    in: <tmp>/113-verify-truncated-block.t/.kamu/datasets/<did-1>/blocks/<hash-1>
  
  [1]
  $ cp saved "$B"; printf 'X' | dd of="$B" bs=1 seek=100 conv=notrunc status=none; err kamu verify player-scores; err kamu log player-scores --limit 1
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify player-scores: Block is malformed: <hash-1>: its 336 bytes hash to <hash-2>
    in: <tmp>/113-verify-truncated-block.t/.kamu/datasets/<did-1>/blocks/<hash-1>
  
  Error: Block is malformed: <hash-1>: its 336 bytes hash to <hash-2>
    in: <tmp>/113-verify-truncated-block.t/.kamu/datasets/<did-1>/blocks/<hash-1>
  
  [1]
  $ rm "$B"; err kamu verify player-scores; err kamu log player-scores --limit 1; err kamu tail player-scores -o csv
  Error: Failed to verify 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to verify player-scores: Block does not exist: <hash-1>
  
  Error: Block does not exist: <hash-1>
  
  Error: Block does not exist: <hash-1>
  
  [1]
  $ cp saved "$B"; kamu verify player-scores
  1 dataset(s) are valid
