How /query writes values and schemas of each SQL type, raw.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ signing
  $ serve
  $ s() { echo "--- $1"; curl -sS -m 60 -G "$BASE/query" --data-urlencode "query=select $1 as v" -d "dataFormat=${2:-JsonAoA}" -d schemaFormat=OdfJson | clean; echo; }
  $ s 1; s -1; s 1.5; s 1e10; s '1e400'; s '0.1 + 0.2'; s "cast('nan' as double)"; s "cast('inf' as double)"; s 'cast(0.1 as float)'; s 'cast(1 as double)'; s '100000000000000000000'; s 'cast(12.3456 as decimal(10, 2))'; s "arrow_cast('5789604461865809771178549250434395392663499233282028201972879200395656481996', 'Decimal256(76, 0)')"; s true; s null; s "'text'"; s "'é \" \\ / '"; s "chr(10) || chr(9) || chr(1)"
  --- 1
  {"output":{"data":[[1]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Int64"}}]},"schemaFormat":"OdfJson"}}
  --- -1
  {"output":{"data":[[-1]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Int64"}}]},"schemaFormat":"OdfJson"}}
  --- 1.5
  {"output":{"data":[[1.5]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Float64"}}]},"schemaFormat":"OdfJson"}}
  --- 1e10
  {"output":{"data":[[10000000000.0]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Float64"}}]},"schemaFormat":"OdfJson"}}
  --- 1e400
  {"output":{"data":[[null]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Float64"}}]},"schemaFormat":"OdfJson"}}
  --- 0.1 + 0.2
  {"output":{"data":[[0.30000000000000004]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Float64"}}]},"schemaFormat":"OdfJson"}}
  --- cast('nan' as double)
  {"output":{"data":[[null]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Float64"}}]},"schemaFormat":"OdfJson"}}
  --- cast('inf' as double)
  {"output":{"data":[[null]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Float64"}}]},"schemaFormat":"OdfJson"}}
  --- cast(0.1 as float)
  {"output":{"data":[[0.1]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Float32"}}]},"schemaFormat":"OdfJson"}}
  --- cast(1 as double)
  {"output":{"data":[[1.0]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Float64"}}]},"schemaFormat":"OdfJson"}}
  --- 100000000000000000000
  {"output":{"data":[[1e+20]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Float64"}}]},"schemaFormat":"OdfJson"}}
  --- cast(12.3456 as decimal(10, 2))
  {"output":{"data":[["12.35"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Decimal","precision":10,"scale":2}}]},"schemaFormat":"OdfJson"}}
  --- arrow_cast('5789604461865809771178549250434395392663499233282028201972879200395656481996', 'Decimal256(76, 0)')
  {"type":"about:blank","title":"Bad Request","status":400,"detail":"This feature is not implemented: arrow_cast() to this type","message":"This feature is not implemented: arrow_cast() to this type","input":"query","line":1,"column":8,"byte":7,"text":"arrow_cast('5789604461865809771178549250434395392663499233282028201972879200395656481996', 'Decimal256(76, 0)')","hint":"write it in another way; docs/sql.md lists what is supported"}
  --- true
  {"output":{"data":[[true]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Bool"}}]},"schemaFormat":"OdfJson"}}
  --- null
  {"output":{"data":[[null]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"inner":{"kind":"Null"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  --- 'text'
  {"output":{"data":[["text"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"String"}}]},"schemaFormat":"OdfJson"}}
  --- 'é " \ / '
  {"output":{"data":[["é \" \\ / "]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"String"}}]},"schemaFormat":"OdfJson"}}
  --- chr(10) || chr(9) || chr(1)
  {"output":{"data":[["\n\t\u0001"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"inner":{"kind":"String"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  $ s "x'666f6f'"; s "arrow_cast('foo', 'LargeUtf8')"; s "arrow_cast('foo', 'Utf8View')"; s "arrow_cast('foo', 'BinaryView')"; s "arrow_cast(x'666f6f', 'FixedSizeBinary(3)')"; s "arrow_cast('a', 'Dictionary(Int32, Utf8)')"
  --- x'666f6f'
  {"output":{"data":[["666f6f"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Binary"}}]},"schemaFormat":"OdfJson"}}
  --- arrow_cast('foo', 'LargeUtf8')
  {"output":{"data":[["foo"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"String"}}]},"schemaFormat":"OdfJson"}}
  --- arrow_cast('foo', 'Utf8View')
  {"output":{"data":[["foo"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"String"}}]},"schemaFormat":"OdfJson"}}
  --- arrow_cast('foo', 'BinaryView')
  {"output":{"data":[["666f6f"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Binary"}}]},"schemaFormat":"OdfJson"}}
  --- arrow_cast(x'666f6f', 'FixedSizeBinary(3)')
  {"type":"about:blank","title":"Bad Request","status":400,"detail":"This feature is not implemented: arrow_cast() to this type","message":"This feature is not implemented: arrow_cast() to this type","input":"query","line":1,"column":8,"byte":7,"text":"arrow_cast(x'666f6f', 'FixedSizeBinary(3)')","hint":"write it in another way; docs/sql.md lists what is supported"}
  --- arrow_cast('a', 'Dictionary(Int32, Utf8)')
  {"output":{"data":[["a"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"String"}}]},"schemaFormat":"OdfJson"}}
  $ s "date '2020-01-02'"; s "time '01:02:03.5'"; s "timestamp '2020-01-02 03:04:05.678'"; s "timestamp '2020-01-02T03:04:05Z'"; s "arrow_cast(timestamp '2020-01-01T12:00:00', 'Timestamp(Millisecond, Some(\"UTC\"))')"; s "arrow_cast(timestamp '2020-01-01T12:00:00.000001', 'Timestamp(Nanosecond, Some(\"UTC\"))')"; s "arrow_cast(timestamp '2020-01-01T12:00:00', 'Timestamp(Second, Some(\"+02:00\"))')"; s "arrow_cast(1577880000000, 'Timestamp(Millisecond, Some(\"UTC\"))')"; s "interval '1 month 2 days'"; s "arrow_cast(5, 'Duration(Second)')"; s "arrow_cast(date '2020-01-02', 'Date64')"
  --- date '2020-01-02'
  {"output":{"data":[["2020-01-02"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Date"}}]},"schemaFormat":"OdfJson"}}
  --- time '01:02:03.5'
  {"output":{"data":[["01:02:03.500"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Time","unit":"Nanosecond"}}]},"schemaFormat":"OdfJson"}}
  --- timestamp '2020-01-02 03:04:05.678'
  {"output":{"data":[["2020-01-02T03:04:05.678"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Timestamp","unit":"Nanosecond"}}]},"schemaFormat":"OdfJson"}}
  --- timestamp '2020-01-02T03:04:05Z'
  {"output":{"data":[["2020-01-02T03:04:05"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Timestamp","unit":"Nanosecond"}}]},"schemaFormat":"OdfJson"}}
  --- arrow_cast(timestamp '2020-01-01T12:00:00', 'Timestamp(Millisecond, Some("UTC"))')
  {"output":{"data":[["2020-01-01T12:00:00Z"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}}]},"schemaFormat":"OdfJson"}}
  --- arrow_cast(timestamp '2020-01-01T12:00:00.000001', 'Timestamp(Nanosecond, Some("UTC"))')
  {"output":{"data":[["2020-01-01T12:00:00.000001Z"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Timestamp","timezone":"UTC","unit":"Nanosecond"}}]},"schemaFormat":"OdfJson"}}
  --- arrow_cast(timestamp '2020-01-01T12:00:00', 'Timestamp(Second, Some("+02:00"))')
  {"type":"about:blank","title":"Bad Request","status":400,"detail":"This feature is not implemented: arrow_cast() to this type","message":"This feature is not implemented: arrow_cast() to this type","input":"query","line":1,"column":8,"byte":7,"text":"arrow_cast(timestamp '2020-01-01T12:00:00', 'Timestamp(Second, Some(\"+02:00\"))')","hint":"write it in another way; docs/sql.md lists what is supported"}
  --- arrow_cast(1577880000000, 'Timestamp(Millisecond, Some("UTC"))')
  {"output":{"data":[["2020-01-01T12:00:00Z"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Timestamp","timezone":"UTC","unit":"Millisecond"}}]},"schemaFormat":"OdfJson"}}
  --- interval '1 month 2 days'
  {"output":{"data":[["1 mons 2 days"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"String"}}]},"schemaFormat":"OdfJson"}}
  --- arrow_cast(5, 'Duration(Second)')
  {"output":{"data":[["PT5S"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"kind":"Duration","unit":"Second"}}]},"schemaFormat":"OdfJson"}}
  --- arrow_cast(date '2020-01-02', 'Date64')
  {"type":"about:blank","title":"Bad Request","status":400,"detail":"This feature is not implemented: arrow_cast() to this type","message":"This feature is not implemented: arrow_cast() to this type","input":"query","line":1,"column":8,"byte":7,"text":"arrow_cast(date '2020-01-02', 'Date64')","hint":"write it in another way; docs/sql.md lists what is supported"}
  $ s '[1, 2]'; s "['baz', null]"; s '[[1], [2, 3]]'; s '[]'; s "arrow_cast([1, 2], 'FixedSizeList(2, Int64)')"; s "named_struct('a', 'foo', 'b', 'baz')"; s "named_struct('a', 'foo', 'b', 'baz')" JsonAoS; s "named_struct('a', 'foo', 'b', 'baz')" JsonSoA; s "map(['k'], [1])"; s "[named_struct('a', 1)]" JsonAoS
  --- [1, 2]
  {"output":{"data":[[[1,2]]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"inner":{"itemType":{"inner":{"kind":"Int64"},"kind":"Option"},"kind":"List"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  --- ['baz', null]
  {"output":{"data":[[["baz",null]]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"inner":{"itemType":{"inner":{"kind":"String"},"kind":"Option"},"kind":"List"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  --- [[1], [2, 3]]
  {"output":{"data":[[[[1],[2,3]]]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"inner":{"itemType":{"inner":{"itemType":{"inner":{"kind":"Int64"},"kind":"Option"},"kind":"List"},"kind":"Option"},"kind":"List"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  --- []
  {"type":"about:blank","title":"Bad Request","status":400,"detail":"This feature is not implemented: an empty list without a type","message":"This feature is not implemented: an empty list without a type","input":"query","line":1,"column":8,"byte":7,"text":"[]","hint":"write it in another way; docs/sql.md lists what is supported"}
  --- arrow_cast([1, 2], 'FixedSizeList(2, Int64)')
  {"type":"about:blank","title":"Bad Request","status":400,"detail":"This feature is not implemented: arrow_cast() to this type","message":"This feature is not implemented: arrow_cast() to this type","input":"query","line":1,"column":8,"byte":7,"text":"arrow_cast([1, 2], 'FixedSizeList(2, Int64)')","hint":"write it in another way; docs/sql.md lists what is supported"}
  --- named_struct('a', 'foo', 'b', 'baz')
  {"output":{"data":[[["foo","baz"]]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"inner":{"fields":[{"name":"a","type":{"inner":{"kind":"String"},"kind":"Option"}},{"name":"b","type":{"inner":{"kind":"String"},"kind":"Option"}}],"kind":"Struct"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  --- named_struct('a', 'foo', 'b', 'baz')
  {"output":{"data":[{"v":{"a":"foo","b":"baz"}}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"v","type":{"inner":{"fields":[{"name":"a","type":{"inner":{"kind":"String"},"kind":"Option"}},{"name":"b","type":{"inner":{"kind":"String"},"kind":"Option"}}],"kind":"Struct"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  --- named_struct('a', 'foo', 'b', 'baz')
  {"output":{"data":{"v":[{"a":"foo","b":"baz"}]},"dataFormat":"JsonSoA","schema":{"fields":[{"name":"v","type":{"inner":{"fields":[{"name":"a","type":{"inner":{"kind":"String"},"kind":"Option"}},{"name":"b","type":{"inner":{"kind":"String"},"kind":"Option"}}],"kind":"Struct"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  --- map(['k'], [1])
  {"output":{"data":[[{"k":1}]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"inner":{"keyType":{"kind":"String"},"keysSorted":false,"kind":"Map","valueType":{"inner":{"kind":"Int64"},"kind":"Option"}},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  --- [named_struct('a', 1)]
  {"output":{"data":[{"v":[{"a":1}]}],"dataFormat":"JsonAoS","schema":{"fields":[{"name":"v","type":{"inner":{"itemType":{"inner":{"fields":[{"name":"a","type":{"inner":{"kind":"Int64"},"kind":"Option"}}],"kind":"Struct"},"kind":"Option"},"kind":"List"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  $ req -s GET /system/health
  HTTP/1.1 200 OK
In the other schema formats:
  $ for f in ArrowJson OdfYaml Parquet ParquetJson; do echo "--- $f"; q "select 1 as a, 'x' as b, date '2020-01-01' as c, cast(1.5 as decimal(5, 2)) as d, [1] as e, named_struct('x', true) as f, null as g" -d schemaFormat=$f; done
  --- ArrowJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"a": 1, "b": "x", "c": "2020-01-01", "d": "1.50", "e": [1], "f": {"x": true}, "g": null}],
      "dataFormat": "JsonAoS",
      "schema": {
        "fields": [
          {
            "data_type": "Int64",
            "dict_id": 0,
            "dict_is_ordered": false,
            "metadata": {},
            "name": "a",
            "nullable": false
          },
          {
            "data_type": "Utf8",
            "dict_id": 0,
            "dict_is_ordered": false,
            "metadata": {},
            "name": "b",
            "nullable": false
          },
          {
            "data_type": "Date32",
            "dict_id": 0,
            "dict_is_ordered": false,
            "metadata": {},
            "name": "c",
            "nullable": false
          },
          {
            "data_type": {"Decimal128": [5, 2]},
            "dict_id": 0,
            "dict_is_ordered": false,
            "metadata": {},
            "name": "d",
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
            "name": "e",
            "nullable": true
          },
          {
            "data_type": {
              "Struct": [
                {
                  "data_type": "Boolean",
                  "dict_id": 0,
                  "dict_is_ordered": false,
                  "metadata": {},
                  "name": "x",
                  "nullable": true
                }
              ]
            },
            "dict_id": 0,
            "dict_is_ordered": false,
            "metadata": {},
            "name": "f",
            "nullable": true
          },
          {
            "data_type": "Null",
            "dict_id": 0,
            "dict_is_ordered": false,
            "metadata": {},
            "name": "g",
            "nullable": true
          }
        ],
        "metadata": {}
      },
      "schemaFormat": "ArrowJson"
    }
  }
  --- OdfYaml
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"a": 1, "b": "x", "c": "2020-01-01", "d": "1.50", "e": [1], "f": {"x": true}, "g": null}],
      "dataFormat": "JsonAoS",
      "schema": "fields:\n- name: a\n  type:\n    kind: Int64\n- name: b\n  type:\n    kind: String\n- name: c\n  type:\n    kind: Date\n- name: d\n  type:\n    kind: Decimal\n    precision: 5\n    scale: 2\n- name: e\n  type:\n    kind: Option\n    inner:\n      kind: List\n      itemType:\n        kind: Option\n        inner:\n          kind: Int64\n- name: f\n  type:\n    kind: Option\n    inner:\n      kind: Struct\n      fields:\n      - name: x\n        type:\n          kind: Option\n          inner:\n            kind: Bool\n- name: g\n  type:\n    kind: Option\n    inner:\n      kind: 'Null'\n",
      "schemaFormat": "OdfYaml"
    }
  }
  --- Parquet
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"a": 1, "b": "x", "c": "2020-01-01", "d": "1.50", "e": [1], "f": {"x": true}, "g": null}],
      "dataFormat": "JsonAoS",
      "schema": "message arrow_schema {\n  REQUIRED INT64 a;\n  REQUIRED BYTE_ARRAY b (STRING);\n  REQUIRED INT32 c (DATE);\n  REQUIRED INT32 d (DECIMAL(5,2));\n  OPTIONAL group e (LIST) {\n    REPEATED group list {\n      OPTIONAL INT64 item;\n    }\n  }\n  OPTIONAL group f {\n    OPTIONAL BOOLEAN x;\n  }\n  OPTIONAL INT32 g (UNKNOWN);\n}\n",
      "schemaFormat": "Parquet"
    }
  }
  --- ParquetJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"a": 1, "b": "x", "c": "2020-01-01", "d": "1.50", "e": [1], "f": {"x": true}, "g": null}],
      "dataFormat": "JsonAoS",
      "schema": {
        "fields": [
          {"name": "a", "repetition": "REQUIRED", "type": "INT64"},
          {"logicalType": "STRING", "name": "b", "repetition": "REQUIRED", "type": "BYTE_ARRAY"},
          {"logicalType": "DATE", "name": "c", "repetition": "REQUIRED", "type": "INT32"},
          {"logicalType": "DECIMAL(5,2)", "name": "d", "repetition": "REQUIRED", "type": "INT32"},
          {
            "fields": [
              {
                "fields": [{"name": "item", "repetition": "OPTIONAL", "type": "INT64"}],
                "name": "list",
                "repetition": "REPEATED",
                "type": "struct"
              }
            ],
            "name": "e",
            "repetition": "OPTIONAL",
            "type": "struct"
          },
          {
            "fields": [{"name": "x", "repetition": "OPTIONAL", "type": "BOOLEAN"}],
            "name": "f",
            "repetition": "OPTIONAL",
            "type": "struct"
          },
          {"logicalType": "UNKNOWN", "name": "g", "repetition": "OPTIONAL", "type": "INT32"}
        ],
        "name": "arrow_schema",
        "type": "struct"
      },
      "schemaFormat": "ParquetJson"
    }
  }
Without rows; the functions of kamu's JSON extension:
  $ for f in JsonAoS JsonSoA JsonAoA; do q 'select 1 as a where false' -d dataFormat=$f; done
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [], "dataFormat": "JsonAoS"}}
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": {}, "dataFormat": "JsonSoA"}}
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [], "dataFormat": "JsonAoA"}}
  $ s "json_get_str('{\"a\": \"b\"}', 'a')"; s "json_get_int('{\"a\": 5}', 'a')"; s "'{\"a\": {\"b\": 1}}'->'a'->>'b'"
  --- json_get_str('{"a": "b"}', 'a')
  {"output":{"data":[["b"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"inner":{"kind":"String"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  --- json_get_int('{"a": 5}', 'a')
  {"output":{"data":[[5]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"inner":{"kind":"Int64"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
  --- '{"a": {"b": 1}}'->'a'->>'b'
  {"output":{"data":[["1"]],"dataFormat":"JsonAoA","schema":{"fields":[{"name":"v","type":{"inner":{"kind":"String"},"kind":"Option"}}]},"schemaFormat":"OdfJson"}}
