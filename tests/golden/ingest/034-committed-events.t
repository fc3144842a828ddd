Events appended after data: vocabulary, annotations, schema; what the next push does.

  $ . "$KAMU_LIB"; ws
  $ push_ds e '{kind: NdJson, schema: {fields: [{name: t, type: Timestamp}, {name: v, type: Int64}]}}' '{kind: Append}' t; echo '{"t": "2020-01-01", "v": 1}' > d; ing e d
  Dataset updated
  $ printf 'kind: SetInfo\ndescription: x\n' | commit e
  committed
  $ printf 'kind: SetInfo\ndescription: x\n' | commit e
  committed
  $ ing e d; kinds e
  Dataset updated
  Seed AddPushSource SetVocab SetDataSchema AddData SetInfo SetInfo AddData
  $ printf 'kind: AddPushSource\nsourceName: second\nread: {kind: NdJson}\nmerge: {kind: Append}\n' | commit e; err K ingest e d; ing e d --source-name default; echo '{"t": "2020-01-02", "v": 2}' | err K ingest e --stdin --source-name second
  committed
  Error: Explicit source name is required to pick between several active push sources
  
  Dataset updated
  Dataset updated
  $ printf 'kind: SetPollingSource\nfetch: {kind: Url, url: "http://x.y"}\nread: {kind: NdJson}\nmerge: {kind: Append}\n' | commit e
  refused
  $ printf 'kind: Seed\ndatasetId: did:odf:fed01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\ndatasetKind: Root\n' | commit e
  refused
  $ printf 'kind: AddData\nnewWatermark: 2019-01-01T00:00:00Z\n' | commit e
  refused
  $ printf 'kind: Nonsense\n' | commit e
  refused
  $ printf 'kind: SetVocab\neventTimeColumn: v\n' | commit e; err K ingest e d --source-name default; kamu tail e -o csv
  refused
  Dataset updated
  offset,op,system_time,t,v
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1
  1,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1
  2,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1
  3,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,2
  4,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1 (no-eol)
  $ kinds e; kamu verify e
  Seed AddPushSource SetVocab SetDataSchema AddData SetInfo SetInfo AddData AddPushSource AddData AddData AddData
  1 dataset(s) are valid
