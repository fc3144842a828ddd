  $ . "$KAMU_LIB"; kamu init -q; gps; row 1 2 3 | K ingest gps --stdin; row 2 3 4 | K ingest gps --stdin
  Dataset updated
  Dataset updated
  $ blk() { kamu log gps -o yaml | sed -n 's/^# Block: //p' | sed -n "$1p"; }
  $ top=$(blk 1); second=$(blk 2)
  $ err kamu reset gps $second
  You are about to reset the following dataset: gps
  This operation is irreversible!
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  [1]
  $ kamu -y reset gps $second; kamu tail gps -o csv; echo
  Dataset was reset
  offset,op,system_time,t,long,lat
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:01Z,2.0,3.0
  $ kamu -y reset gps $top; kamu list -o csv | cut -d, -f4; echo
  Dataset was reset
  Records
  2
  
  $ kamu -y reset gps HEAD~1; [ $(blk 1) = $second ] && echo as before
  Dataset was reset
  as before
  $ kamu -y reset gps ${second:0:20}; row 3 4 5 | K ingest gps --stdin; kamu verify gps
  Dataset was reset
  Dataset updated
  1 dataset(s) are valid
  $ err kamu -y reset gps f16200000000000000000000000000000000000000000000000000000000000000000
  Error: Block does not exist: <hash>
  
  [1]
  $ err kamu -y reset gps HEAD~99
  Error: Block does not exist: HEAD~99
  
  [1]
  $ err kamu -y reset gps f1620abcd
  error: invalid value 'f1620abcd' for '<HASH>': Block hash must be a valid multihash string
  
  For more information, try '--help'.
  [2]
  $ err kamu -y reset nope $top
  Error: Dataset not found: nope
  
  [1]
