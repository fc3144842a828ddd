DisablePushSource: in a manifest, appended to a chain.

  $ . "$KAMU_LIB"; ws
  $ snap d <<'Y' | err K add --stdin
  > - {kind: AddPushSource, sourceName: a, read: {kind: NdJson}, merge: {kind: Append}}
  > - {kind: DisablePushSource, sourceName: a}
  > Y
  Warning: STDIN:8:14: content.metadata[1]: kamu-cli 0.265.0 stops with a panic when it ingests into a dataset with a disabled source
  Added: d
  Added 1 dataset(s)
  $ push_ds e '{kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Append}'; echo '{"v": 1}' | ing e --stdin
  Dataset updated
  $ printf 'kind: DisablePushSource\nsourceName: default\n' | commit e
  committed
  $ kinds e; echo '{"v": 2}' | err K ingest e --stdin
  Seed AddPushSource SetDataSchema AddData DisablePushSource
  Error: Dataset does not define a default push source, consider specifying the source name
  
  [1]
