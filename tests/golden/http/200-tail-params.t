The tail endpoint: skip, limit, order, ignored and bad parameters (vectors 11.4).

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ push_ds population '{kind: NdJson, schema: {fields: [{name: city, type: String}, {name: population, type: UInt64}]}}' '{kind: Append}'
  $ push_ds many '{kind: NdJson, schema: {fields: [{name: n, type: Int64}]}}' '{kind: Append}'
  $ serve
  $ printf '{"city": "A", "population": 100}\n{"city": "B", "population": 200}\n' | post population $ND
  HTTP/1.1 200 OK
  (empty body)
  $ req -a GET /population/tail | grep -vE '^(vary|access)'
  HTTP/1.1 200 OK
  content-length: 275
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  $ for a in '?schemaFormat=ArrowJson' '?limit=1' '?skip=1' '?skip=1&limit=1' '?skip=2' '?skip=100' '?limit=0' '?limit=1000000' '?skip=0&limit=2'; do echo "--- $a"; req GET "/population/tail$a"; done
  --- ?schemaFormat=ArrowJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
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
          "data_type": "Utf8",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "city",
          "nullable": false
        },
        {
          "data_type": "UInt64",
          "dict_id": 0,
          "dict_is_ordered": false,
          "metadata": {},
          "name": "population",
          "nullable": false
        }
      ],
      "metadata": {}
    },
    "schemaFormat": "ArrowJson"
  }
  --- ?limit=1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?skip=1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?skip=1&limit=1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?skip=2
  HTTP/1.1 200 OK
  content-type: application/json
  {"data": [], "dataFormat": "JsonAoS"}
  --- ?skip=100
  HTTP/1.1 200 OK
  content-type: application/json
  {"data": [], "dataFormat": "JsonAoS"}
  --- ?limit=0
  HTTP/1.1 200 OK
  content-type: application/json
  {"data": [], "dataFormat": "JsonAoS"}
  --- ?limit=1000000
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?skip=0&limit=2
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
Order and paging over several slices:
  $ for s in 0 1 2; do python3 -c "print('\n'.join('{\"n\": %d}' % i for i in range($s * 50, $s * 50 + 50)))" | post many $ND; done
  HTTP/1.1 200 OK
  (empty body)
  HTTP/1.1 200 OK
  (empty body)
  HTTP/1.1 200 OK
  (empty body)
  $ t() { curl -s "$BASE/many/tail?$1" | python3 -c 'import json,sys; d=[r["n"] for r in json.load(sys.stdin)["data"]]; print(len(d), d[:2], d[-2:], d == sorted(d))'; }
  $ t ''; t limit=10; t 'limit=10&skip=10'; t skip=140; t 'skip=45&limit=10'; t limit=150; t limit=151
  100 [50, 51] [148, 149] True
  10 [140, 141] [148, 149] True
  10 [130, 131] [138, 139] True
  10 [0, 1] [8, 9] True
  10 [95, 96] [103, 104] True
  150 [0, 1] [148, 149] True
  150 [0, 1] [148, 149] True
Parameters that are ignored, given twice, spelled differently:
  $ for a in '?other=1' '?limit=1&limit=2' '?Limit=1' '?LIMIT=1' '?data_format=JsonAoA' '?dataformat=JsonAoA' '?limit' '?limit=' '?skip=' '?dataFormat=' '?schemaFormat=' '?=1' '?limit=1;skip=1' '?limit=1&amp;skip=1'; do echo "--- $a"; req GET "/population/tail$a"; done
  --- ?other=1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?limit=1&limit=2
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: duplicate field `limit`
  --- ?Limit=1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?LIMIT=1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?data_format=JsonAoA
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?dataformat=JsonAoA
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?limit
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: cannot parse integer from empty string
  --- ?limit=
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: cannot parse integer from empty string
  --- ?skip=
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: skip: cannot parse integer from empty string
  --- ?dataFormat=
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: dataFormat: unknown variant ``, expected one of `JsonAoS`, `JsonAos`, `json-aos`, `jsonaos`, `JsonSoA`, `JsonSoa`, `json-soa`, `jsonsoa`, `JsonAoA`, `JsonAoa`, `json-aoa`, `jsonaoa`
  --- ?schemaFormat=
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: schemaFormat: unknown variant ``, expected one of `ArrowJson`, `arrow-json`, `arrowjson`, `OdfJson`, `odf-json`, `odfjson`, `OdfYaml`, `odf-yaml`, `odfyaml`, `Parquet`, `parquet`, `ParquetJson`, `parquet-json`, `parquetjson`
  --- ?=1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?limit=1;skip=1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- ?limit=1&amp;skip=1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
Values that are refused:
  $ for a in '?limit=-1' '?limit=x' '?limit=1.5' '?limit=+1' '?limit=%2B1' '?limit=0x1' '?limit=1e1' '?limit=1_0' '?limit=%201' '?skip=-1' '?skip=x' '?dataFormat=csv' '?dataFormat=json' '?dataFormat=JSONAOS' '?schemaFormat=avro' '?limit=18446744073709551616'; do echo "--- $a"; req GET "/population/tail$a"; done
  --- ?limit=-1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- ?limit=x
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- ?limit=1.5
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- ?limit=+1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- ?limit=%2B1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?limit=0x1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- ?limit=1e1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- ?limit=1_0
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- ?limit=%201
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- ?skip=-1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: skip: invalid digit found in string
  --- ?skip=x
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: skip: invalid digit found in string
  --- ?dataFormat=csv
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: dataFormat: unknown variant `csv`, expected one of `JsonAoS`, `JsonAos`, `json-aos`, `jsonaos`, `JsonSoA`, `JsonSoa`, `json-soa`, `jsonsoa`, `JsonAoA`, `JsonAoa`, `json-aoa`, `jsonaoa`
  --- ?dataFormat=json
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: dataFormat: unknown variant `json`, expected one of `JsonAoS`, `JsonAos`, `json-aos`, `jsonaos`, `JsonSoA`, `JsonSoa`, `json-soa`, `jsonsoa`, `JsonAoA`, `JsonAoa`, `json-aoa`, `jsonaoa`
  --- ?dataFormat=JSONAOS
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: dataFormat: unknown variant `JSONAOS`, expected one of `JsonAoS`, `JsonAos`, `json-aos`, `jsonaos`, `JsonSoA`, `JsonSoa`, `json-soa`, `jsonsoa`, `JsonAoA`, `JsonAoa`, `json-aoa`, `jsonaoa`
  --- ?schemaFormat=avro
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: schemaFormat: unknown variant `avro`, expected one of `ArrowJson`, `arrow-json`, `arrowjson`, `OdfJson`, `odf-json`, `odfjson`, `OdfYaml`, `odf-yaml`, `odfyaml`, `Parquet`, `parquet`, `ParquetJson`, `parquet-json`, `parquetjson`
  --- ?limit=18446744073709551616
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: number too large to fit in target type
Very large values:
  $ for a in '?limit=9223372036854775807' '?limit=9223372036854775808' '?limit=18446744073709551615' '?skip=18446744073709551615' '?skip=9223372036854775807&limit=9223372036854775807' '?skip=18446744073709551615&limit=18446744073709551615'; do echo "--- $a"; req GET "/population/tail$a"; done
  --- ?limit=9223372036854775807
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "A",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 0,
        "op": 0,
        "population": 100,
        "system_time": "2050-01-02T03:04:05Z"
      },
      {
        "city": "B",
        "event_time": "2050-01-02T03:04:05Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- ?limit=9223372036854775808
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: number too large to fit in target type
  --- ?limit=18446744073709551615
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: number too large to fit in target type
  --- ?skip=18446744073709551615
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: skip: number too large to fit in target type
  --- ?skip=9223372036854775807&limit=9223372036854775807
  HTTP/1.1 200 OK
  content-type: application/json
  {"data": [], "dataFormat": "JsonAoS"}
  --- ?skip=18446744073709551615&limit=18446744073709551615
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: number too large to fit in target type
  $ req -s GET /system/health
  HTTP/1.1 200 OK
