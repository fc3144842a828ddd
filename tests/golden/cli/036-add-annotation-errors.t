Wrong SetInfo, SetLicense, SetAttachments.

  $ . "$KAMU_LIB"; ws
  $ e() { echo "== $1"; printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: x, kind: Root, metadata: [%s]}\n' "$1" | err K add --stdin; }
  $ e '{kind: SetInfo, keywords: foo}'
  == {kind: SetInfo, keywords: foo}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].keywords: invalid type: string "foo", expected a sequence at line 3 column 69
  
  [1]
  $ e '{kind: SetInfo, description: [a]}'
  == {kind: SetInfo, description: [a]}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].description: invalid type: sequence, expected a string at line 3 column 72
  
  [1]
  $ e '{kind: SetInfo, description: 5}'
  == {kind: SetInfo, description: 5}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].description: invalid type: integer `5`, expected a string at line 3 column 72
  
  [1]
  $ e '{kind: SetLicense, shortName: a}'
  == {kind: SetLicense, shortName: a}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: missing field `name` at line 3 column 43
  
  [1]
  $ e '{kind: SetLicense, shortName: a, name: b, spdxId: null, websiteUrl: 1.5}'
  == {kind: SetLicense, shortName: a, name: b, spdxId: null, websiteUrl: 1.5}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].websiteUrl: invalid type: floating point `1.5`, expected a string at line 3 column 111
  
  [1]
  $ e '{kind: SetAttachments}'
  == {kind: SetAttachments}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0]: missing field `attachments` at line 3 column 43
  
  [1]
  $ e '{kind: SetAttachments, attachments: []}'
  == {kind: SetAttachments, attachments: []}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].attachments: invalid type: sequence, expected internally tagged enum Attachments at line 3 column 79
  
  [1]
  $ e '{kind: SetAttachments, attachments: {kind: Embedded}}'
  == {kind: SetAttachments, attachments: {kind: Embedded}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].attachments: missing field `items` at line 3 column 79
  
  [1]
  $ e '{kind: SetAttachments, attachments: {kind: Embedded, items: [{path: a}]}}'
  == {kind: SetAttachments, attachments: {kind: Embedded, items: [{path: a}]}}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].attachments.items[0]: missing field `content` at line 3 column 104
  
  [1]
