Manifests broken in one way each: place, path and what was expected are told.

  $ . "$KAMU_LIB"; kamu init -q
  $ head='kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: x\n  kind: Root\n  metadata:\n'
  $ ev() { echo "== $1"; printf "$head    - $1\n" > m.yaml; err K add m.yaml; K -qy delete x 2>/dev/null; }
  $ ev '{kind: Nonsense}'
  == {kind: Nonsense}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].kind: unknown variant `Nonsense`, expected one of `AddData`, `addData`, `adddata`, `ExecuteTransform`, `executeTransform`, `executetransform`, `Seed`, `seed`, `SetPollingSource`, `setPollingSource`, `setpollingsource`, `SetTransform`, `setTransform`, `settransform`, `SetVocab`, `setVocab`, `setvocab`, `SetAttachments`, `setAttachments`, `setattachments`, `SetInfo`, `setInfo`, `setinfo`, `SetLicense`, `setLicense`, `setlicense`, `SetDataSchema`, `setDataSchema`, `setdataschema`, `AddPushSource`, `addPushSource`, `addpushsource`, `DisablePushSource`, `disablePushSource`, `disablepushsource`, `DisablePollingSource`, `disablePollingSource`, `disablepollingsource` at line 7 column 14
  
  [1]
  $ ev '{kind: AddPushSource, sourceName: a, read: {kind: NdJson}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: missing field `merge` at line 7 column 7
  
  [1]
  $ ev '{kind: AddPushSource, sourceName: a, read: {kind: Xml}, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: Xml}, merge: {kind: Append}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.kind: unknown variant `Xml`, expected one of `Csv`, `csv`, `GeoJson`, `geoJson`, `geojson`, `EsriShapefile`, `esriShapefile`, `esrishapefile`, `Parquet`, `parquet`, `Json`, `json`, `NdJson`, `ndJson`, `ndjson`, `NdGeoJson`, `ndGeoJson`, `ndgeojson` at line 7 column 57
  
  [1]
  $ ev '{kind: AddPushSource, sourceName: a, read: {kind: NdJson, sep: 1}, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson, sep: 1}, merge: {kind: Append}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read: unknown field `sep`, expected one of `ddlSchema`, `dateFormat`, `encoding`, `timestampFormat`, `schema` at line 7 column 65
  
  [1]
  $ ev '{kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: {fields: [{name: a, type: Integer}]}}, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: {fields: [{name: a, type: Integer}]}}, merge: {kind: Append}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.schema.fields[0].type: unknown variant `Integer`, expected one of `Binary`, `binary`, `Bool`, `bool`, `Date`, `date`, `Decimal`, `decimal`, `Duration`, `duration`, `Float16`, `float16`, `Float32`, `float32`, `Float64`, `float64`, `Int8`, `int8`, `Int16`, `int16`, `Int32`, `int32`, `Int64`, `int64`, `UInt8`, `uInt8`, `uint8`, `UInt16`, `uInt16`, `uint16`, `UInt32`, `uInt32`, `uint32`, `UInt64`, `uInt64`, `uint64`, `List`, `list`, `Map`, `map`, `Null`, `null`, `Option`, `option`, `Struct`, `struct`, `Time`, `time`, `Timestamp`, `timestamp`, `String`, `string` at line 7 column 99
  
  [1]
  $ ev '{kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: ["a INTEGR"]}, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: ["a INTEGR"]}, merge: {kind: Append}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x: Invalid snapshot: Push source 'a': Unsupported SQL type when converting to ODF schema: INTEGR of column `a` (schema item 1, character 3) (metadata[0] at line 7 column 7)
  
  [1]
  $ ev '{kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: ["a INT", "a INT"]}, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: ["a INT", "a INT"]}, merge: {kind: Append}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x: Invalid snapshot: Push source 'a': Column `a`: the name is used twice (metadata[0] at line 7 column 7)
  
  [1]
  $ ev '{kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: ["a INT"]}, merge: {kind: Ledger, primaryKey: [b]}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: ["a INT"]}, merge: {kind: Ledger, primaryKey: [b]}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x: Invalid snapshot: Push source 'a': primaryKey: there is no column `b` in the source's schema (metadata[0] at line 7 column 7)
  
  [1]
  $ ev '{kind: AddPushSource, sourceName: a, read: {kind: NdJson}, merge: {kind: Ledger, primaryKey: []}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson}, merge: {kind: Ledger, primaryKey: []}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x: Invalid snapshot: Push source 'a': primaryKey: names no column (metadata[0] at line 7 column 7)
  
  [1]
  $ ev '{kind: AddPushSource, sourceName: a, read: {kind: NdJson}, merge: {kind: Latest}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson}, merge: {kind: Latest}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].merge.kind: unknown variant `Latest`, expected one of `Append`, `append`, `Ledger`, `ledger`, `Snapshot`, `snapshot`, `ChangelogStream`, `changelogStream`, `changelogstream`, `UpsertStream`, `upsertStream`, `upsertstream` at line 7 column 80
  
  [1]
  $ ev '{kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: ["t STRING"]}, merge: {kind: Append}}\n    - {kind: SetVocab, eventTimeColumn: t, offsetColumn: t}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: ["t STRING"]}, merge: {kind: Append}}\n    - {kind: SetVocab, eventTimeColumn: t, offsetColumn: t}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x: Invalid snapshot: SetVocab: two system columns have the name `t` (metadata[1] at line 8 column 7)
  
  [1]
  $ ev '{kind: SetVocab, eventTime: t}'
  == {kind: SetVocab, eventTime: t}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: unknown field `eventTime`, expected one of `offsetColumn`, `operationTypeColumn`, `systemTimeColumn`, `eventTimeColumn` at line 7 column 24
  
  [1]
  $ ev '{kind: SetInfo, keywords: foo}'
  == {kind: SetInfo, keywords: foo}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].keywords: invalid type: string "foo", expected a sequence at line 7 column 33
  
  [1]
  $ ev '{kind: AddData}'
  == {kind: AddData}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset x: Invalid snapshot: Event is not allowed to appear in a DatasetSnapshot: AddData (metadata[0] at line 7 column 7)
  
  [1]
  $ ev 'kind: SetInfo\n      description: [a'
  == kind: SetInfo\n      description: [a
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: did not find expected ',' or ']' at line 9 column 1, while parsing a flow sequence at line 8 column 20
  
  [1]
  $ printf "$head" | sed 's/name: x/name: a_b/' > m.yaml; err K add m.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: content.name: Value 'a_b' is not a valid DatasetAlias at line 4 column 9
  
  [1]
  $ printf 'kind: Dataset\nversion: 1\n' > m.yaml; err K add m.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: missing field `content`
  
  [1]
  $ printf 'kind: "\377"\n' > m.yaml; err K add m.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: invalid leading UTF-8 octet at position 7
  
  [1]
  $ : > m.yaml; err K add m.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: missing field `kind`
  
  [1]
  $ head -c 100000 /dev/zero | tr '\0' '[' > m.yaml; err K add m.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m.yaml:
    0: Could not deserialize data
    1: Serde error
    2: invalid type: sequence, expected struct Manifest
  
  [1]
  $ kamu list; echo
  []
