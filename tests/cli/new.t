  $ . "$KAMU_LIB"
  $ kamu init -q
  $ kamu new --push a; kamu new --root b; kamu new --derivative c
  Written new manifest template to: a.yaml
  Follow directions in the file's comments and use `kamu add a.yaml` when ready.
  Written new manifest template to: b.yaml
  Follow directions in the file's comments and use `kamu add b.yaml` when ready.
  Written new manifest template to: c.yaml
  Follow directions in the file's comments and use `kamu add c.yaml` when ready.
  $ err kamu new --root a
  Error: Cannot create a.yaml: File exists (os error 17)
  
  [1]
  $ err kamu new d
  Error: Please specify --root or --derivative
    hint: --push writes a root dataset with a push source, ready for `kamu ingest`
  
  [1]
  $ err kamu new --root a_b
  error: invalid value 'a_b' for '<NAME>': Dataset name can only contain alphanumerics, dashes, and dots, e.g. `my.dataset-id`
  
  For more information, try '--help'.
  [2]
  $ grep -c '' a.yaml b.yaml c.yaml
  a.yaml:56
  b.yaml:41
  c.yaml:26

what it writes can be added; the derivative one needs its inputs

  $ K add a.yaml b.yaml
  Added: a
  Added: b
  Added 2 dataset(s)
  $ err K add c.yaml
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset c: Dataset c is referencing non-existing inputs: com.example.city-populations
  
  [1]
  $ echo '{"event_time": "2020-01-01", "sensor": "x", "value": null}' | K ingest a --stdin
  Dataset updated
