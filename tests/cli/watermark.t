  $ . "$KAMU_LIB"; kamu init -q; gps; T=2020-01-01T00:00:00Z
  $ short() { sed -E 's/(new block )[0-9a-f]{8}$/\1<short>/'; }
  $ K pull gps --set-watermark $T 2>&1 | short
  Committed new block <short>
  $ K pull gps --set-watermark $T
  Watermark was up-to-date
  $ K pull gps --set-watermark 2019-01-01T00:00:00Z
  Watermark was up-to-date
  $ K pull gps --set-watermark '2021-01-01 00:00:00.123456789+01:00' 2>&1 | short
  Committed new block <short>
  $ K list -w -o json | grep -o '"Watermark":.*'; echo
  "Watermark":"2020-12-31T23:00:00.123456Z"}]
  
  $ err K pull --set-watermark $T
  Error: Only one dataset can be provided when setting a watermark
  
  [1]
  $ err K pull gps gps --set-watermark $T
  Error: Only one dataset can be provided when setting a watermark
  
  [1]
  $ err K pull 'g%' --set-watermark $T
  Error: Cannot use a pattern when setting a watermark
  
  [1]
  $ err K pull gps --all --set-watermark $T
  Error: Can't use --all or --recursive flags when setting a watermark
  
  [1]
  $ err K pull file:///x --set-watermark $T
  Error: Expected a local dataset reference
  
  [1]
  $ err K pull nope --set-watermark $T
  Error: Dataset not found: nope
  
  [1]
  $ err K pull gps --set-watermark 2020-01-01
  Error: Invalid timestamp 2020-01-01 should follow RFC3339 format, e.g. 2020-01-01T12:00:00Z
  
  [1]
  $ err kamu --system-time 2000-01-01T00:00:00Z pull gps --set-watermark 2060-01-01T00:00:00Z
  Error: System time has to be monotonically non-decreasing
  
  [1]

pull without it

  $ K pull gps
  1 dataset(s) up-to-date
  $ K pull 'nope%'
  $ err K pull nope
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to pull nope: Dataset not found: nope
  
  [1]
  $ err K pull
  Error: Specify a dataset or pass --all
  
  [1]
  $ err K pull gps --all
  Error: Invalid combination of arguments
  
  [1]
