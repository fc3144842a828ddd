`system compact --hard`: rows and offsets stay, the chain is written anew.

  $ . "$KAMU_LIB"; kamu init -q; gps
  $ for i in 1 2 3 4 5; do row $i $i 0 | K ingest gps --stdin; done
  Dataset updated
  Dataset updated
  Dataset updated
  Dataset updated
  Dataset updated
  $ state() { kamu tail gps -n 100 -o csv; kamu log gps -o yaml | sed -n -E 's/^ *(kind|start|end|newWatermark): ?//p' | tac | paste -sd' '; }
  $ state > before; tail -1 before
  4,0,2050-01-02T03:04:05Z,2020-01-01T00:00:05Z,5.0,0.0Seed MetadataBlock Append NdJson AddPushSource MetadataBlock SetVocab MetadataBlock Float64 Option Float64 Option Timestamp Timestamp Int32 Int64 SetDataSchema MetadataBlock 2020-01-01T00:00:01Z 0 0 AddData MetadataBlock 2020-01-01T00:00:02Z 1 1 AddData MetadataBlock 2020-01-01T00:00:03Z 2 2 AddData MetadataBlock 2020-01-01T00:00:04Z 3 3 AddData MetadataBlock 2020-01-01T00:00:05Z 4 4 AddData MetadataBlock
  $ err kamu system compact gps
  Error: Soft compactions are not yet supported
    hint: --hard writes the chain anew: block hashes change, rows and offsets stay
  
  [1]
  $ err kamu system compact --hard
  Error: Specify a dataset or a pattern
  
  [1]
  $ K -y system compact --hard --dry-run gps; state | cmp - before
  gps: 9 -> 5 blocks
  $ K -y system compact --hard --dry-run --max-slice-records 2 gps; K -y system compact --hard --dry-run --max-slice-records 1 gps
  gps: 9 -> 7 blocks
  gps: left as it is
  $ K -y system compact --hard --dry-run --keep-metadata-only gps; state | cmp - before
  gps: 9 -> 4 blocks
  $ K -y system compact --hard --max-slice-records 2 gps; state | tail -1; kamu verify gps
  1 dataset(s) were compacted
  4,0,2050-01-02T03:04:05Z,2020-01-01T00:00:05Z,5.0,0.0Seed MetadataBlock Append NdJson AddPushSource MetadataBlock SetVocab MetadataBlock Float64 Option Float64 Option Timestamp Timestamp Int32 Int64 SetDataSchema MetadataBlock 2020-01-01T00:00:01Z 0 0 AddData MetadataBlock 2020-01-01T00:00:03Z 2 1 AddData MetadataBlock 2020-01-01T00:00:05Z 4 3 AddData MetadataBlock
  1 dataset(s) are valid
  $ K -y system compact --hard --verify gps; state | tail -1; kamu verify gps; kamu tail gps -n 100 -o csv | cmp - <(head -c $(kamu tail gps -n 100 -o csv | wc -c) before)
  1 dataset(s) were compacted
  4,0,2050-01-02T03:04:05Z,2020-01-01T00:00:05Z,5.0,0.0Seed MetadataBlock Append NdJson AddPushSource MetadataBlock SetVocab MetadataBlock Float64 Option Float64 Option Timestamp Timestamp Int32 Int64 SetDataSchema MetadataBlock 2020-01-01T00:00:05Z 4 0 AddData MetadataBlock
  1 dataset(s) are valid
  $ K -y system compact --hard gps; K -y system compact --hard --dry-run gps
  1 dataset(s) were compacted
  gps: left as it is
  $ row 6 6 0 | K ingest gps --stdin; kamu tail gps -n 1 -o csv; echo; kamu verify gps
  Dataset updated
  offset,op,system_time,t,long,lat
  5,0,2050-01-02T03:04:05Z,2020-01-01T00:00:06Z,6.0,0.0
  1 dataset(s) are valid
  $ K system gc > /dev/null 2>&1; kamu verify gps
  1 dataset(s) are valid
