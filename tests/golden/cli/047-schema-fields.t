Shape of read.schema: fields, names, extra.

  $ . "$KAMU_LIB"; ws
  $ t() { echo "== $1"; printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: t%s, kind: Root, metadata: [{kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: %s}, merge: {kind: Append}}]}\n' "$2" "$1" | err K add --stdin; }
  $ t '{}'
  == {}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.schema: missing field `fields` at line 3 column 109
  
  [1]
  $ t '{fields: []}' 1
  == {fields: []}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset t1: Invalid snapshot: Push source 'a': The schema declares no columns (metadata[0] at line 3 column 44)
  
  [1]
  $ t '{fields: {}}'
  == {fields: {}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.schema.fields: invalid type: map, expected a sequence at line 3 column 118
  
  [1]
  $ t '{fields: [{name: a}]}'
  == {fields: [{name: a}]}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.schema.fields[0]: missing field `type` at line 3 column 119
  
  [1]
  $ t '{fields: [{type: String}]}'
  == {fields: [{type: String}]}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.schema.fields[0]: missing field `name` at line 3 column 119
  
  [1]
  $ t '{fields: [{name: a, type: String, nullable: true}]}'
  == {fields: [{name: a, type: String, nullable: true}]}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.schema.fields[0]: unknown field `nullable`, expected one of `name`, `type`, `extra` at line 3 column 143
  
  [1]
  $ t '{fields: [{name: a, type: String}, {name: a, type: Int64}]}' 2
  == {fields: [{name: a, type: String}, {name: a, type: Int64}]}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset t2: Invalid snapshot: Push source 'a': Column `a`: the name is used twice (metadata[0] at line 3 column 44)
  
  [1]
  $ t '{fields: [{name: "a b (c).d", type: String}, {name: "", type: String}]}' 3
  == {fields: [{name: "a b (c).d", type: String}, {name: "", type: String}]}
  Added: t3
  Added 1 dataset(s)
  $ t '{fields: [{name: a, type: String, extra: {opendatafabric.org/description: text, arrow.apache.org/bufferEncoding: {kind: View, offsetBitWidth: 32}, x: null, "no slash": [1, 2.5, {k: v}]}}], extra: {kamu.dev/archetype: Collection}}' 4
  == {fields: [{name: a, type: String, extra: {opendatafabric.org/description: text, arrow.apache.org/bufferEncoding: {kind: View, offsetBitWidth: 32}, x: null, "no slash": [1, 2.5, {k: v}]}}], extra: {kamu.dev/archetype: Collection}}
  Added: t4
  Added 1 dataset(s)
  $ t '{field: []}'
  == {field: []}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.schema: unknown field `field`, expected `fields` or `extra` at line 3 column 110
  
  [1]
  $ for i in 1 2 3 4; do chain t$i | sed -n '/schema:/,/merge:/p'; done
  Error: Dataset not found: t1
    hint: did you mean t3, t4?
  
  Error: Dataset not found: t2
    hint: did you mean t3, t4?
  
        schema:
          fields:
          - name: a b (c).d
            type:
              kind: String
          - name: ''
            type:
              kind: String
      merge:
        schema:
          fields:
          - name: a
            type:
              kind: String
            extra:
              arrow.apache.org/bufferEncoding:
                kind: View
                offsetBitWidth: 32
              no slash:
              - 1
              - 2.5
              - k: v
              opendatafabric.org/description: text
              x: null
          extra:
            kamu.dev/archetype: Collection
      merge:
