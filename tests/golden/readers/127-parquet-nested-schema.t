Parquet structs and lists against a declared schema: members by name, missing, extra, cast, required.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ p() { echo "== $2 as $3"; app $1 Parquet "v: $3"; mkparquet x.parquet <<< '{"v": '"$2"'}'; push $1 x.parquet && cells $1; }
  $ O='{kind: Option, inner: Int64}'
  $ p a '["struct<x:int64,y:string>", [{"x": 1, "y": "a"}]]' "{kind: Struct, fields: [{name: y, type: {kind: Option, inner: String}}, {name: x, type: $O}]}?"
  == ["struct<x:int64,y:string>", [{"x": 1, "y": "a"}]] as {kind: Struct, fields: [{name: y, type: {kind: Option, inner: String}}, {name: x, type: {kind: Option, inner: Int64}}]}?
  Dataset updated
  {"v":{"y":"a","x":1}}
  $ p b '["struct<x:int64>", [{"x": 1}, null]]' "{kind: Struct, fields: [{name: x, type: $O}, {name: z, type: $O}]}?"
  == ["struct<x:int64>", [{"x": 1}, null]] as {kind: Struct, fields: [{name: x, type: {kind: Option, inner: Int64}}, {name: z, type: {kind: Option, inner: Int64}}]}?
  Dataset updated
  {"v":{"x":1,"z":null}}
  {"v":null}
  $ p c '["struct<x:int64>", [{"x": 1}]]' '{kind: Struct, fields: [{name: x, type: Int64}]}?'
  == ["struct<x:int64>", [{"x": 1}]] as {kind: Struct, fields: [{name: x, type: Int64}]}?
  Dataset updated
  {"v":{"x":1}}
  $ p d '["struct<x:string>", [{"x": "7"}]]' "{kind: Struct, fields: [{name: x, type: $O}]}?"
  == ["struct<x:string>", [{"x": "7"}]] as {kind: Struct, fields: [{name: x, type: {kind: Option, inner: Int64}}]}?
  Dataset updated
  {"v":{"x":7}}
  $ p e '["struct<x:int64>", [{"x": 1}]]' "{kind: Struct, fields: [{name: q, type: $O}]}?"
  == ["struct<x:int64>", [{"x": 1}]] as {kind: Struct, fields: [{name: q, type: {kind: Option, inner: Int64}}]}?
  Error: Cannot cast column 'v' from 'Struct("x": Int64)' (physical data type) to 'Struct("q": Int64)' (logical data type)
    in: x.parquet
  
  [1]
  $ p f '["list<int32>", [[1, 2], null]]' "{kind: List, itemType: $O}?"
  == ["list<int32>", [[1, 2], null]] as {kind: List, itemType: {kind: Option, inner: Int64}}?
  Dataset updated
  {"v":[1,2]}
  {"v":null}
  $ p g '["list<int32>", [[1, 2]]]' '{kind: List, itemType: Int64}'
  == ["list<int32>", [[1, 2]]] as {kind: List, itemType: Int64}
  Dataset updated
  {"v":[1,2]}
  $ p h '["list<int32>", [[1, null]]]' '{kind: List, itemType: Int64}'
  == ["list<int32>", [[1, null]]] as {kind: List, itemType: Int64}
  Error: field 'item': null, but the column is required
    at: x.parquet, record 2
  
  [1]
  $ p i '["list<struct<x:int64>>", [[{"x": 1}]]]' "{kind: List, itemType: {kind: Struct, fields: [{name: x, type: $O}]}}"
  == ["list<struct<x:int64>>", [[{"x": 1}]]] as {kind: List, itemType: {kind: Struct, fields: [{name: x, type: {kind: Option, inner: Int64}}]}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset i: Invalid snapshot: Push source 'default': Column `v[]`: a List of Struct has no logical hash in ODF and cannot be stored (metadata[0] at line 7 column 7)
  
  Error: Dataset not found: i
    hint: did you mean a, b, c?
  
  [1]
