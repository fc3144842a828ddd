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
  \x24 e redefined "$P, {kind: AddPushSource, sourceName: a, read: {kind: Csv}, merge: {kind: Append}}" (esc)
  == redefined
  Added: redefined
  Added 1 dataset(s)
  \x24 e two-names "$P, {kind: AddPushSource, sourceName: b, read: {kind: NdJson}, merge: {kind: Append}}" (esc)
  == two-names
  Added: two-names
  Added 1 dataset(s)
  \x24 e case-differs "$P, {kind: AddPushSource, sourceName: A, read: {kind: NdJson}, merge: {kind: Append}}" (esc)
  == case-differs
  Added: case-differs
  Added 1 dataset(s)
  \x24 e explicit-default "{kind: AddPushSource, sourceName: a, read: {kind: Csv}, merge: {kind: Append}}, {kind: AddPushSource, sourceName: a, read: {kind: Csv, separator: ','}, merge: {kind: Append}}" (esc)
  == explicit-default
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset explicit-default: Invalid snapshot: No-op event: New push source is identical to existing: AddPushSource `a` (metadata[1] at line 3 column 138)
  
  [1]
  \x24 e push-then-polling "$P, $Q" (esc)
  == push-then-polling
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset push-then-polling: Invalid snapshot: Invalid event: Cannot add a polling source while some push sources are still active: SetPollingSource (metadata[1] at line 3 column 142)
  
  [1]
  \x24 e polling-then-push "$Q, $P" (esc)
  == polling-then-push
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset polling-then-push: Invalid snapshot: Invalid event: Cannot add a push source while polling source is still active: AddPushSource `a` (metadata[1] at line 3 column 179)
  
  [1]
  \x24 e polling-twice "$Q, $Q" (esc)
  == polling-twice
  Added: polling-twice
  Added 1 dataset(s)
  \x24 e empty-name "{kind: AddPushSource, sourceName: '', read: {kind: NdJson}, merge: {kind: Append}}" (esc)
  == empty-name
  Added: empty-name
  Added 1 dataset(s)
  \x24 kamu list -o csv; echo (esc)
  Name,Kind,Pulled,Records,Size
  case-differs,Root,,0,0
  empty-name,Root,,0,0
  polling-twice,Root,,0,0
  redefined,Root,,0,0
  two-names,Root,,0,0
