How values of each type are written in the three data formats (vectors 11.11), raw.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ O() { printf '{name: %s, type: {kind: Option, inner: %s}}' "$1" "$2"; }
  $ push_ds types "{kind: NdJson, schema: {fields: [$(O i8 Int8), $(O i64 Int64), $(O u64 UInt64), $(O f32 Float32), $(O f64 Float64), $(O dec '{kind: Decimal, precision: 38, scale: 4}'), $(O b Bool), $(O s String), $(O bin Binary), $(O d Date), $(O tod Time), $(O t Timestamp), $(O tus '{kind: Timestamp, unit: Microsecond, timezone: UTC}'), $(O tnone '{kind: Timestamp, unit: Millisecond}')]}}" '{kind: Append}'
  $ push_ds nested '{kind: NdJson, schema: {fields: [{name: l, type: {kind: Option, inner: {kind: List, itemType: {kind: Option, inner: Int64}}}}, {name: st, type: {kind: Option, inner: {kind: Struct, fields: [{name: a, type: {kind: Option, inner: String}}, {name: b, type: {kind: Option, inner: String}}]}}}]}}' '{kind: Append}'
  $ serve
  $ post types $ND <<'J'
  > {"i8": -128, "i64": 9223372036854775807, "u64": 18446744073709551615, "f32": 0.1, "f64": 0.1, "dec": "123.4500", "b": true, "s": "é \" \\ / \u0001 \u007f \u2028", "bin": "666f6f", "d": "2020-01-02", "tod": "01:02:03", "t": "2020-01-02T03:04:05.678Z", "tus": "2020-01-02T03:04:05.678901Z", "tnone": "2020-01-02T03:04:05.678"}
  > {"i8": 127, "i64": -9223372036854775808, "u64": 0, "f32": 16777216, "f64": 1e300, "dec": -0.5, "b": false, "s": "", "bin": "", "d": "1969-12-31", "tod": "23:59:59.999", "t": "2020-01-02T03:04:05Z", "tus": "2020-01-02T03:04:05.1Z", "tnone": "2020-01-02T03:04:05"}
  > {"f32": 3.0, "f64": 3.0, "dec": 1, "t": "0001-01-01T00:00:00Z", "d": "0001-01-01"}
  > {"f64": 1e21, "t": "9999-12-31T23:59:59.999Z", "d": "9999-12-31"}
  > {"f64": 1.0E-7}
  > {"f64": -0.0}
  > {}
  > J
  HTTP/1.1 200 OK
  (empty body)
  $ for f in JsonAoS JsonSoA JsonAoA; do echo "--- $f"; req -r GET "/types/tail?dataFormat=$f"; done
  --- JsonAoS
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","i8":-128,"i64":9223372036854775807,"u64":18446744073709551615,"f32":0.1,"f64":0.1,"dec":"123.4500","b":true,"s":"é \\" \\\\ / \\u0001 \x7f \u2028","bin":"666f6f","d":"2020-01-02","tod":"01:02:03","t":"2020-01-02T03:04:05.678Z","tus":"2020-01-02T03:04:05.678Z","tnone":"2020-01-02T03:04:05.678Z"},{"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","i8":127,"i64":-9223372036854775808,"u64":0,"f32":16777216.0,"f64":1e+300,"dec":"-0.5000","b":false,"s":"","bin":"","d":"1969-12-31","tod":"23:59:59.999","t":"2020-01-02T03:04:05Z","tus":"2020-01-02T03:04:05.100Z","tnone":"2020-01-02T03:04:05Z"},{"offset":2,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","i8":null,"i64":null,"u64":null,"f32":3.0,"f64":3.0,"dec":"1.0000","b":null,"s":null,"bin":null,"d":"0001-01-01","tod":null,"t":"0001-01-01T00:00:00Z","tus":null,"tnone":null},{"offset":3,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","i8":null,"i64":null,"u64":null,"f32":null,"f64":1e+21,"dec":null,"b":null,"s":null,"bin":null,"d":"9999-12-31","tod":null,"t":"9999-12-31T23:59:59.999Z","tus":null,"tnone":null},{"offset":4,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","i8":null,"i64":null,"u64":null,"f32":null,"f64":1e-7,"dec":null,"b":null,"s":null,"bin":null,"d":null,"tod":null,"t":null,"tus":null,"tnone":null},{"offset":5,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","i8":null,"i64":null,"u64":null,"f32":null,"f64":-0.0,"dec":null,"b":null,"s":null,"bin":null,"d":null,"tod":null,"t":null,"tus":null,"tnone":null},{"offset":6,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","i8":null,"i64":null,"u64":null,"f32":null,"f64":null,"dec":null,"b":null,"s":null,"bin":null,"d":null,"tod":null,"t":null,"tus":null,"tnone":null}],"dataFormat":"JsonAoS"} (esc)
  --- JsonSoA
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":{"offset":[0,1,2,3,4,5,6],"op":[0,0,0,0,0,0,0],"system_time":["2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z"],"event_time":["2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z"],"i8":[-128,127,null,null,null,null,null],"i64":[9223372036854775807,-9223372036854775808,null,null,null,null,null],"u64":[18446744073709551615,0,null,null,null,null,null],"f32":[0.1,16777216.0,3.0,null,null,null,null],"f64":[0.1,1e+300,3.0,1e+21,1e-7,-0.0,null],"dec":["123.4500","-0.5000","1.0000",null,null,null,null],"b":[true,false,null,null,null,null,null],"s":["é \\" \\\\ / \\u0001 \x7f \u2028","",null,null,null,null,null],"bin":["666f6f","",null,null,null,null,null],"d":["2020-01-02","1969-12-31","0001-01-01","9999-12-31",null,null,null],"tod":["01:02:03","23:59:59.999",null,null,null,null,null],"t":["2020-01-02T03:04:05.678Z","2020-01-02T03:04:05Z","0001-01-01T00:00:00Z","9999-12-31T23:59:59.999Z",null,null,null],"tus":["2020-01-02T03:04:05.678Z","2020-01-02T03:04:05.100Z",null,null,null,null,null],"tnone":["2020-01-02T03:04:05.678Z","2020-01-02T03:04:05Z",null,null,null,null,null]},"dataFormat":"JsonSoA"} (esc)
  --- JsonAoA
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[[0,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",-128,9223372036854775807,18446744073709551615,0.1,0.1,"123.4500",true,"é \\" \\\\ / \\u0001 \x7f \u2028","666f6f","2020-01-02","01:02:03","2020-01-02T03:04:05.678Z","2020-01-02T03:04:05.678Z","2020-01-02T03:04:05.678Z"],[1,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",127,-9223372036854775808,0,16777216.0,1e+300,"-0.5000",false,"","","1969-12-31","23:59:59.999","2020-01-02T03:04:05Z","2020-01-02T03:04:05.100Z","2020-01-02T03:04:05Z"],[2,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",null,null,null,3.0,3.0,"1.0000",null,null,null,"0001-01-01",null,"0001-01-01T00:00:00Z",null,null],[3,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",null,null,null,null,1e+21,null,null,null,null,"9999-12-31",null,"9999-12-31T23:59:59.999Z",null,null],[4,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",null,null,null,null,1e-7,null,null,null,null,null,null,null,null,null],[5,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",null,null,null,null,-0.0,null,null,null,null,null,null,null,null,null],[6,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",null,null,null,null,null,null,null,null,null,null,null,null,null,null]],"dataFormat":"JsonAoA"} (esc)
  $ for f in ArrowJson OdfJson OdfYaml Parquet ParquetJson; do echo "--- $f"; req GET "/types/tail?limit=0&schemaFormat=$f"; done
  --- ArrowJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [],
    "dataFormat": "JsonAoS",
    "schema": {
      "fields": [
        {
          "data_type": "Int64",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "offset",
          "nullable": false
        },
        {
          "data_type": "Int32",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "op",
          "nullable": false
        },
        {
          "data_type": {"Timestamp": ["Millisecond", "UTC"]},
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "system_time",
          "nullable": false
        },
        {
          "data_type": {"Timestamp": ["Millisecond", "UTC"]},
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "event_time",
          "nullable": false
        },
        {
          "data_type": "Int8",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "i8",
          "nullable": true
        },
        {
          "data_type": "Int64",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "i64",
          "nullable": true
        },
        {
          "data_type": "UInt64",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "u64",
          "nullable": true
        },
        {
          "data_type": "Float32",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "f32",
          "nullable": true
        },
        {
          "data_type": "Float64",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "f64",
          "nullable": true
        },
        {
          "data_type": {"Decimal128": [38, 4]},
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "dec",
          "nullable": true
        },
        {
          "data_type": "Boolean",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "b",
          "nullable": true
        },
        {
          "data_type": "Utf8",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "s",
          "nullable": true
        },
        {
          "data_type": "Binary",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "bin",
          "nullable": true
        },
        {
          "data_type": "Date32",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "d",
          "nullable": true
        },
        {
          "data_type": {"Time32": "Millisecond"},
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "tod",
          "nullable": true
        },
        {
          "data_type": {"Timestamp": ["Millisecond", "UTC"]},
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "t",
          "nullable": true
        },
        {
          "data_type": {"Timestamp": ["Millisecond", "UTC"]},
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "tus",
          "nullable": true
        },
        {
          "data_type": {"Timestamp": ["Millisecond", "UTC"]},
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "tnone",
          "nullable": true
        }
      ],
      "metadata": {}
    },
    "schemaFormat": "ArrowJson"
  }
  --- OdfJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [],
    "dataFormat": "JsonAoS",
    "schema": {
      "fields": [
        {"name": "offset", "type": {"kind": "Int64"}},
        {"name": "op", "type": {"kind": "Int32"}},
        {"name": "system_time", "type": {"kind": "Timestamp", "timezone": "UTC", "unit": "Millisecond"}},
        {"name": "event_time", "type": {"kind": "Timestamp", "timezone": "UTC", "unit": "Millisecond"}},
        {"name": "i8", "type": {"inner": {"kind": "Int8"}, "kind": "Option"}},
        {"name": "i64", "type": {"inner": {"kind": "Int64"}, "kind": "Option"}},
        {"name": "u64", "type": {"inner": {"kind": "UInt64"}, "kind": "Option"}},
        {"name": "f32", "type": {"inner": {"kind": "Float32"}, "kind": "Option"}},
        {"name": "f64", "type": {"inner": {"kind": "Float64"}, "kind": "Option"}},
        {"name": "dec", "type": {"inner": {"kind": "Decimal", "precision": 38, "scale": 4}, "kind": "Option"}},
        {"name": "b", "type": {"inner": {"kind": "Bool"}, "kind": "Option"}},
        {"name": "s", "type": {"inner": {"kind": "String"}, "kind": "Option"}},
        {"name": "bin", "type": {"inner": {"kind": "Binary"}, "kind": "Option"}},
        {"name": "d", "type": {"inner": {"kind": "Date"}, "kind": "Option"}},
        {"name": "tod", "type": {"inner": {"kind": "Time", "unit": "Millisecond"}, "kind": "Option"}},
        {
          "name": "t",
          "type": {"inner": {"kind": "Timestamp", "timezone": "UTC", "unit": "Millisecond"}, "kind": "Option"}
        },
        {
          "name": "tus",
          "type": {"inner": {"kind": "Timestamp", "timezone": "UTC", "unit": "Millisecond"}, "kind": "Option"}
        },
        {
          "name": "tnone",
          "type": {"inner": {"kind": "Timestamp", "timezone": "UTC", "unit": "Millisecond"}, "kind": "Option"}
        }
      ]
    },
    "schemaFormat": "OdfJson"
  }
  --- OdfYaml
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [],
    "dataFormat": "JsonAoS",
    "schema": "fields:\n- name: offset\n  type:\n    kind: Int64\n- name: op\n  type:\n    kind: Int32\n- name: system_time\n  type:\n    kind: Timestamp\n    unit: Millisecond\n    timezone: UTC\n- name: event_time\n  type:\n    kind: Timestamp\n    unit: Millisecond\n    timezone: UTC\n- name: i8\n  type:\n    kind: Option\n    inner:\n      kind: Int8\n- name: i64\n  type:\n    kind: Option\n    inner:\n      kind: Int64\n- name: u64\n  type:\n    kind: Option\n    inner:\n      kind: UInt64\n- name: f32\n  type:\n    kind: Option\n    inner:\n      kind: Float32\n- name: f64\n  type:\n    kind: Option\n    inner:\n      kind: Float64\n- name: dec\n  type:\n    kind: Option\n    inner:\n      kind: Decimal\n      precision: 38\n      scale: 4\n- name: b\n  type:\n    kind: Option\n    inner:\n      kind: Bool\n- name: s\n  type:\n    kind: Option\n    inner:\n      kind: String\n- name: bin\n  type:\n    kind: Option\n    inner:\n      kind: Binary\n- name: d\n  type:\n    kind: Option\n    inner:\n      kind: Date\n- name: tod\n  type:\n    kind: Option\n    inner:\n      kind: Time\n      unit: Millisecond\n- name: t\n  type:\n    kind: Option\n    inner:\n      kind: Timestamp\n      unit: Millisecond\n      timezone: UTC\n- name: tus\n  type:\n    kind: Option\n    inner:\n      kind: Timestamp\n      unit: Millisecond\n      timezone: UTC\n- name: tnone\n  type:\n    kind: Option\n    inner:\n      kind: Timestamp\n      unit: Millisecond\n      timezone: UTC\n",
    "schemaFormat": "OdfYaml"
  }
  --- Parquet
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [],
    "dataFormat": "JsonAoS",
    "schema": "message arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT32 i8 (INTEGER(8,true));\n  OPTIONAL INT64 i64;\n  OPTIONAL INT64 u64 (INTEGER(64,false));\n  OPTIONAL FLOAT f32;\n  OPTIONAL DOUBLE f64;\n  OPTIONAL FIXED_LEN_BYTE_ARRAY (16) dec (DECIMAL(38,4));\n  OPTIONAL BOOLEAN b;\n  OPTIONAL BYTE_ARRAY s (STRING);\n  OPTIONAL BYTE_ARRAY bin;\n  OPTIONAL INT32 d (DATE);\n  OPTIONAL INT32 tod (TIME(MILLIS,false));\n  OPTIONAL INT64 t (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 tus (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 tnone (TIMESTAMP(MILLIS,true));\n}\n",
    "schemaFormat": "Parquet"
  }
  --- ParquetJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [],
    "dataFormat": "JsonAoS",
    "schema": {
      "fields": [
        {"name": "offset", "repetition": "REQUIRED", "type": "INT64"},
        {"name": "op", "repetition": "REQUIRED", "type": "INT32"},
        {
          "logicalType": "TIMESTAMP(MILLIS,true)",
          "name": "system_time",
          "repetition": "REQUIRED",
          "type": "INT64"
        },
        {
          "logicalType": "TIMESTAMP(MILLIS,true)",
          "name": "event_time",
          "repetition": "REQUIRED",
          "type": "INT64"
        },
        {"logicalType": "INTEGER(8,true)", "name": "i8", "repetition": "OPTIONAL", "type": "INT32"},
        {"name": "i64", "repetition": "OPTIONAL", "type": "INT64"},
        {"logicalType": "INTEGER(64,false)", "name": "u64", "repetition": "OPTIONAL", "type": "INT64"},
        {"name": "f32", "repetition": "OPTIONAL", "type": "FLOAT"},
        {"name": "f64", "repetition": "OPTIONAL", "type": "DOUBLE"},
        {
          "logicalType": "DECIMAL(38,4)",
          "name": "dec",
          "repetition": "OPTIONAL",
          "type": "FIXED_LEN_BYTE_ARRAY(16)"
        },
        {"name": "b", "repetition": "OPTIONAL", "type": "BOOLEAN"},
        {"logicalType": "STRING", "name": "s", "repetition": "OPTIONAL", "type": "BYTE_ARRAY"},
        {"name": "bin", "repetition": "OPTIONAL", "type": "BYTE_ARRAY"},
        {"logicalType": "DATE", "name": "d", "repetition": "OPTIONAL", "type": "INT32"},
        {"logicalType": "TIME(MILLIS,false)", "name": "tod", "repetition": "OPTIONAL", "type": "INT32"},
        {"logicalType": "TIMESTAMP(MILLIS,true)", "name": "t", "repetition": "OPTIONAL", "type": "INT64"},
        {"logicalType": "TIMESTAMP(MILLIS,true)", "name": "tus", "repetition": "OPTIONAL", "type": "INT64"},
        {"logicalType": "TIMESTAMP(MILLIS,true)", "name": "tnone", "repetition": "OPTIONAL", "type": "INT64"}
      ],
      "name": "arrow_schema",
      "type": "struct"
    },
    "schemaFormat": "ParquetJson"
  }
Lists and structs:
  $ post nested $ND <<'J'
  > {"l": [1, 2], "st": {"a": "foo", "b": "baz"}}
  > {"l": [], "st": {"a": null}}
  > {"l": [null, 3], "st": null}
  > J
  HTTP/1.1 200 OK
  (empty body)
  $ for f in JsonAoS JsonSoA JsonAoA; do echo "--- $f"; req -r GET "/nested/tail?dataFormat=$f"; done
  --- JsonAoS
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","l":[1,2],"st":{"a":"foo","b":"baz"}},{"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","l":[],"st":{"a":null,"b":null}},{"offset":2,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","l":[null,3],"st":null}],"dataFormat":"JsonAoS"}
  --- JsonSoA
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":{"offset":[0,1,2],"op":[0,0,0],"system_time":["2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z"],"event_time":["2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z"],"l":[[1,2],[],[null,3]],"st":[{"a":"foo","b":"baz"},{"a":null,"b":null},null]},"dataFormat":"JsonSoA"}
  --- JsonAoA
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[[0,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",[1,2],["foo","baz"]],[1,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",[],[null,null]],[2,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",[null,3],null]],"dataFormat":"JsonAoA"}
  $ for f in ArrowJson OdfJson Parquet ParquetJson; do echo "--- $f"; req GET "/nested/tail?limit=0&schemaFormat=$f"; done
  --- ArrowJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [],
    "dataFormat": "JsonAoS",
    "schema": {
      "fields": [
        {
          "data_type": "Int64",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "offset",
          "nullable": false
        },
        {
          "data_type": "Int32",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "op",
          "nullable": false
        },
        {
          "data_type": {"Timestamp": ["Millisecond", "UTC"]},
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "system_time",
          "nullable": false
        },
        {
          "data_type": {"Timestamp": ["Millisecond", "UTC"]},
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "event_time",
          "nullable": false
        },
        {
          "data_type": {
            "List": {
              "data_type": "Int64",
              "dict_id": 0,
              "dict_is_ordered": false,
              "metadata": {},
              "name": "item",
              "nullable": true
            }
          },
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "l",
          "nullable": true
        },
        {
          "data_type": {
            "Struct": [
              {
                "data_type": "Utf8",
                "dict_id": 0,
                "dict_is_ordered": false,
                "metadata": {},
                "name": "a",
                "nullable": true
              },
              {
                "data_type": "Utf8",
                "dict_id": 0,
                "dict_is_ordered": false,
                "metadata": {},
                "name": "b",
                "nullable": true
              }
            ]
          },
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "st",
          "nullable": true
        }
      ],
      "metadata": {}
    },
    "schemaFormat": "ArrowJson"
  }
  --- OdfJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [],
    "dataFormat": "JsonAoS",
    "schema": {
      "fields": [
        {"name": "offset", "type": {"kind": "Int64"}},
        {"name": "op", "type": {"kind": "Int32"}},
        {"name": "system_time", "type": {"kind": "Timestamp", "timezone": "UTC", "unit": "Millisecond"}},
        {"name": "event_time", "type": {"kind": "Timestamp", "timezone": "UTC", "unit": "Millisecond"}},
        {
          "name": "l",
          "type": {
            "inner": {"itemType": {"inner": {"kind": "Int64"}, "kind": "Option"}, "kind": "List"},
            "kind": "Option"
          }
        },
        {
          "name": "st",
          "type": {
            "inner": {
              "fields": [
                {"name": "a", "type": {"inner": {"kind": "String"}, "kind": "Option"}},
                {"name": "b", "type": {"inner": {"kind": "String"}, "kind": "Option"}}
              ],
              "kind": "Struct"
            },
            "kind": "Option"
          }
        }
      ]
    },
    "schemaFormat": "OdfJson"
  }
  --- Parquet
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [],
    "dataFormat": "JsonAoS",
    "schema": "message arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL group l (LIST) {\n    REPEATED group list {\n      OPTIONAL INT64 item;\n    }\n  }\n  OPTIONAL group st {\n    OPTIONAL BYTE_ARRAY a (STRING);\n    OPTIONAL BYTE_ARRAY b (STRING);\n  }\n}\n",
    "schemaFormat": "Parquet"
  }
  --- ParquetJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [],
    "dataFormat": "JsonAoS",
    "schema": {
      "fields": [
        {"name": "offset", "repetition": "REQUIRED", "type": "INT64"},
        {"name": "op", "repetition": "REQUIRED", "type": "INT32"},
        {
          "logicalType": "TIMESTAMP(MILLIS,true)",
          "name": "system_time",
          "repetition": "REQUIRED",
          "type": "INT64"
        },
        {
          "logicalType": "TIMESTAMP(MILLIS,true)",
          "name": "event_time",
          "repetition": "REQUIRED",
          "type": "INT64"
        },
        {
          "fields": [
            {
              "fields": [{"name": "item", "repetition": "OPTIONAL", "type": "INT64"}],
              "name": "list",
              "repetition": "REPEATED",
              "type": "struct"
            }
          ],
          "name": "l",
          "repetition": "OPTIONAL",
          "type": "struct"
        },
        {
          "fields": [
            {"logicalType": "STRING", "name": "a", "repetition": "OPTIONAL", "type": "BYTE_ARRAY"},
            {"logicalType": "STRING", "name": "b", "repetition": "OPTIONAL", "type": "BYTE_ARRAY"}
          ],
          "name": "st",
          "repetition": "OPTIONAL",
          "type": "struct"
        }
      ],
      "name": "arrow_schema",
      "type": "struct"
    },
    "schemaFormat": "ParquetJson"
  }
Types one by one, so that one refusal does not hide the others:
  $ for t in Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float16 Float32 Float64 Bool String Binary Date Time Timestamp Null '{kind: Decimal, precision: 10, scale: 2}' '{kind: Duration, unit: Second}' '{kind: Time, unit: Microsecond}' '{kind: List, itemType: String}' '{kind: Map, keyType: String, valueType: Int64}'; do echo "--- $t"; n=$(echo "t-$t" | tr -cd 'a-zA-Z0-9-'); push_ds "$n" "{kind: NdJson, schema: {fields: [{name: k, type: Int64}, {name: v, type: {kind: Option, inner: $t}}]}}" '{kind: Append}' 2>&1 | sed -n 1,3p; echo '{"k": 1}' | post "$n" $ND | sed -n 1p; req -r GET "/$n/tail?schemaFormat=OdfJson"; done
  --- Int8
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Int8"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Int16
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Int16"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Int32
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Int32"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Int64
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Int64"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- UInt8
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"UInt8"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- UInt16
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"UInt16"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- UInt32
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"UInt32"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- UInt64
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"UInt64"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Float16
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Float16"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Float32
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Float32"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Float64
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Float64"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Bool
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Bool"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- String
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"String"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Binary
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Binary"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Date
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Date"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Time
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Time","unit":"Millisecond"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Timestamp
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- Null
  Error: Failed to load manifests
  
  Summary of individual errors:
  HTTP/1.1 404 Not Found
  HTTP/1.1 404 Not Found
  (empty body)
  --- {kind: Decimal, precision: 10, scale: 2}
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Decimal","precision":10,"scale":2},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- {kind: Duration, unit: Second}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  HTTP/1.1 404 Not Found
  HTTP/1.1 404 Not Found
  (empty body)
  --- {kind: Time, unit: Microsecond}
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"kind":"Time","unit":"Microsecond"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- {kind: List, itemType: String}
  HTTP/1.1 200 OK
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","k":1,"v":null}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"offset","type":{"kind":"Int64"}},{"name":"op","type":{"kind":"Int32"}},{"name":"system_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"event_time","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}},{"name":"k","type":{"kind":"Int64"}},{"name":"v","type":{"inner":{"itemType":{"kind":"String"},"kind":"List"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}
  --- {kind: Map, keyType: String, valueType: Int64}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  HTTP/1.1 404 Not Found
  HTTP/1.1 404 Not Found
  (empty body)
