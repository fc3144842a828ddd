NdJson inference of columns whose records differ in type: what is inferred, and whether it can then be read.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; push_ds $1 '{kind: NdJson}' '{kind: Append}'; printf '{"v": %s}\n' $2 | feed $1 && { cols $1 | grep ' v\b\|element\|item'; cells $1; }; }
  $ t a '1 2.5'
  == 1 2.5
  Dataset updated
    optional double field_id=-1 v;
  {"v":1.0}
  {"v":2.5}
  $ t b '1 "x"'
  == 1 "x"
  Dataset updated
    optional binary field_id=-1 v (String);
  {"v":"1"}
  {"v":"x"}
  $ t c '"x" 1'
  == "x" 1
  Dataset updated
    optional binary field_id=-1 v (String);
  {"v":"x"}
  {"v":"1"}
  $ t d 'true 1'
  == true 1
  Dataset updated
    optional binary field_id=-1 v (String);
  {"v":"true"}
  {"v":"1"}
  $ t e '"x" null'
  == "x" null
  Dataset updated
    optional binary field_id=-1 v (String);
  {"v":"x"}
  {"v":null}
  $ t f '1 [2]'
  == 1 [2]
  Dataset updated
    optional group field_id=-1 v (List) {
        optional int64 field_id=-1 item;
  {"v":[1]}
  {"v":[2]}
  $ t g '[1] 2'
  == [1] 2
  Dataset updated
    optional group field_id=-1 v (List) {
        optional int64 field_id=-1 item;
  {"v":[1]}
  {"v":[2]}
  $ t h '[1] ["x"]'
  == [1] ["x"]
  Dataset updated
    optional group field_id=-1 v (List) {
        optional binary field_id=-1 item (String);
  {"v":["1"]}
  {"v":["x"]}
  $ t i '{"a":1} 2'
  == {"a":1} 2
  Error: field 'v': a plain value here, an object in another record
    at: in:2:7 (byte 21)
    hint: declare a schema for the source: no column type holds both
  
  [1]
  $ t j '2 {"a":1}'
  == 2 {"a":1}
  Error: field 'v': an object here, a plain value in another record
    at: in:2:7 (byte 15)
    hint: declare a schema for the source: no column type holds both
  
  [1]
  $ t k '{"a":1} [1]'
  == {"a":1} [1]
  Error: field 'v': a list here, an object in another record
    at: in:2:7 (byte 21)
    hint: declare a schema for the source: no column type holds both
  
  [1]
  $ t l '{"a":1} {"b":2}'
  == {"a":1} {"b":2}
  Dataset updated
    optional group field_id=-1 v {
  {"v":{"a":1,"b":null}}
  {"v":{"a":null,"b":2}}
  $ t m '{"a":1} {"a":"x"}'
  == {"a":1} {"a":"x"}
  Dataset updated
    optional group field_id=-1 v {
  {"v":{"a":"1"}}
  {"v":{"a":"x"}}
  $ t n '[[1]] [2]'
  == [[1]] [2]
  Dataset updated
    optional group field_id=-1 v (List) {
        optional group field_id=-1 item (List) {
            optional int64 field_id=-1 item;
  {"v":[[1]]}
  {"v":[[2]]}
  $ t o '[1,2.5,null]'
  == [1,2.5,null]
  Dataset updated
    optional group field_id=-1 v (List) {
        optional double field_id=-1 item;
  {"v":[1.0,2.5,null]}
  $ t p '[1,"x",true]'
  == [1,"x",true]
  Dataset updated
    optional group field_id=-1 v (List) {
        optional binary field_id=-1 item (String);
  {"v":["1","x","true"]}
