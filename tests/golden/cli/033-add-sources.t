Rules about sources inside one snapshot.

  $ . "$KAMU_LIB"; ws
  $ P='{kind: AddPushSource, sourceName: a, read: {kind: NdJson}, merge: {kind: Append}}'
  $ Q='{kind: SetPollingSource, fetch: {kind: Url, url: "http://example.com/x"}, read: {kind: NdJson}, merge: {kind: Append}}'
  $ e() { echo "== $1"; printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: %s, kind: Root, metadata: [%s]}\n' "$1" "$2" | err K add --stdin; }
  $ e identical "$P, $P"
  == identical
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset identical: Invalid snapshot: No-op event: New push source is identical to existing: AddPushSource `a` (metadata[1] at line 3 column 134)
  
  [1]
  $ e redefined "$P, {kind: AddPushSource, sourceName: a, read: {kind: Csv}, merge: {kind: Append}}"
  == redefined
  Added: redefined
  Added 1 dataset(s)
  $ e two-names "$P, {kind: AddPushSource, sourceName: b, read: {kind: NdJson}, merge: {kind: Append}}"
  == two-names
  Added: two-names
  Added 1 dataset(s)
  $ e case-differs "$P, {kind: AddPushSource, sourceName: A, read: {kind: NdJson}, merge: {kind: Append}}"
  == case-differs
  Added: case-differs
  Added 1 dataset(s)
  $ e explicit-default "{kind: AddPushSource, sourceName: a, read: {kind: Csv}, merge: {kind: Append}}, {kind: AddPushSource, sourceName: a, read: {kind: Csv, separator: ','}, merge: {kind: Append}}"
  == explicit-default
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset explicit-default: Invalid snapshot: No-op event: New push source is identical to existing: AddPushSource `a` (metadata[1] at line 3 column 138)
  
  [1]
  $ e push-then-polling "$P, $Q"
  == push-then-polling
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset push-then-polling: Invalid snapshot: Invalid event: Cannot add a polling source while some push sources are still active: SetPollingSource (metadata[1] at line 3 column 142)
  
  [1]
  $ e polling-then-push "$Q, $P"
  == polling-then-push
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset polling-then-push: Invalid snapshot: Invalid event: Cannot add a push source while polling source is still active: AddPushSource `a` (metadata[1] at line 3 column 179)
  
  [1]
  $ e polling-twice "$Q, $Q"
  == polling-twice
  Added: polling-twice
  Added 1 dataset(s)
  $ e empty-name "{kind: AddPushSource, sourceName: '', read: {kind: NdJson}, merge: {kind: Append}}"
  == empty-name
  Added: empty-name
  Added 1 dataset(s)
  $ kamu list -o csv; echo
  Name,Kind,Pulled,Records,Size
  case-differs,Root,,0,0
  empty-name,Root,,0,0
  polling-twice,Root,,0,0
  redefined,Root,,0,0
  two-names,Root,,0,0
