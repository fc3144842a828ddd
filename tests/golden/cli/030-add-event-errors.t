Errors inside the list of events.

  $ . "$KAMU_LIB"; ws
  $ e() { echo "== $1"; printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: x, kind: Root, metadata: [%s]}\n' "$1" | err K add --stdin; }
  $ e '{kind: Nonsense}'
  == {kind: Nonsense}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].kind: unknown variant `Nonsense`, expected one of `AddData`, `addData`, `adddata`, `ExecuteTransform`, `executeTransform`, `executetransform`, `Seed`, `seed`, `SetPollingSource`, `setPollingSource`, `setpollingsource`, `SetTransform`, `setTransform`, `settransform`, `SetVocab`, `setVocab`, `setvocab`, `SetAttachments`, `setAttachments`, `setattachments`, `SetInfo`, `setInfo`, `setinfo`, `SetLicense`, `setLicense`, `setlicense`, `SetDataSchema`, `setDataSchema`, `setdataschema`, `AddPushSource`, `addPushSource`, `addpushsource`, `DisablePushSource`, `disablePushSource`, `disablepushsource`, `DisablePollingSource`, `disablePollingSource`, `disablepollingsource` at line 3 column 50
  
  [1]
  $ e '{foo: 1}'
  == {foo: 1}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: missing field `kind` at line 3 column 43
  
  [1]
  $ e '{kind: SetInfo, foo: 1}'
  == {kind: SetInfo, foo: 1}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: unknown field `foo`, expected `description` or `keywords` at line 3 column 59
  
  [1]
  $ e '{kind: SetVocab, event_time_column: t}'
  == {kind: SetVocab, event_time_column: t}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: unknown field `event_time_column`, expected one of `offsetColumn`, `operationTypeColumn`, `systemTimeColumn`, `eventTimeColumn` at line 3 column 60
  
  [1]
  $ e '{kind: AddPushSource, read: {kind: NdJson}, merge: {kind: Append}}'
  == {kind: AddPushSource, read: {kind: NdJson}, merge: {kind: Append}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: missing field `sourceName` at line 3 column 43
  
  [1]
  $ e '{kind: AddPushSource, sourceName: a, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: a, merge: {kind: Append}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: missing field `read` at line 3 column 43
  
  [1]
  $ e '{kind: AddPushSource, sourceName: a, read: {kind: NdJson}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: missing field `merge` at line 3 column 43
  
  [1]
  $ e '{kind: AddPushSource, sourceName: a, read: {kind: Xml}, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: Xml}, merge: {kind: Append}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.kind: unknown variant `Xml`, expected one of `Csv`, `csv`, `GeoJson`, `geoJson`, `geojson`, `EsriShapefile`, `esriShapefile`, `esrishapefile`, `Parquet`, `parquet`, `Json`, `json`, `NdJson`, `ndJson`, `ndjson`, `NdGeoJson`, `ndGeoJson`, `ndgeojson` at line 3 column 93
  
  [1]
  $ e '{kind: AddPushSource, sourceName: a, read: {kind: NdJson, header: true}, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: NdJson, header: true}, merge: {kind: Append}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read: unknown field `header`, expected one of `ddlSchema`, `dateFormat`, `encoding`, `timestampFormat`, `schema` at line 3 column 101
  
  [1]
  $ e '{kind: AddPushSource, sourceName: a, read: {kind: Csv, header: "yes"}, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: a, read: {kind: Csv, header: "yes"}, merge: {kind: Append}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.header: invalid type: string "yes", expected a boolean at line 3 column 106
  
  [1]
  $ e '{kind: AddPushSource, sourceName: a, read: NdJson, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: a, read: NdJson, merge: {kind: Append}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read: invalid type: string "NdJson", expected internally tagged enum ReadStep at line 3 column 86
  
  [1]
  $ e '{kind: AddPushSource, sourceName: 123, read: {kind: NdJson}, merge: {kind: Append}}'
  == {kind: AddPushSource, sourceName: 123, read: {kind: NdJson}, merge: {kind: Append}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].sourceName: invalid type: integer `123`, expected a string at line 3 column 77
  
  [1]
  $ e 'SetVocab'
  == SetVocab
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: invalid type: string "SetVocab", expected internally tagged enum MetadataEvent at line 3 column 43
  
  [1]
  $ e '{kind: SetVocab}, 7'
  == {kind: SetVocab}, 7
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[1]: invalid type: integer `7`, expected internally tagged enum MetadataEvent at line 3 column 61
  
  [1]
