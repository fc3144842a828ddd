GET /query: every parameter (vectors 11.5).

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ push_ds population '{kind: NdJson, schema: {fields: [{name: city, type: String}, {name: population, type: UInt64}]}}' '{kind: Append}'; signing
  $ printf '{"city": "A", "population": 100}\n{"city": "B", "population": 200}\n' > d.ndjson; K -q ingest population d.ndjson
  $ serve
  $ S='select offset, city, population from "population" order by offset desc'
  $ q "$S"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS"
    }
  }
  $ a() { echo "--- $*"; q "$S" "$@"; }
  $ a -d limit=1; a -d skip=1; a -d skip=1 -d limit=1; a -d skip=5; a -d limit=0
  --- -d limit=1
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"city": "B", "offset": 1, "population": 200}], "dataFormat": "JsonAoS"}}
  --- -d skip=1
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"city": "A", "offset": 0, "population": 100}], "dataFormat": "JsonAoS"}}
  --- -d skip=1 -d limit=1
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"city": "A", "offset": 0, "population": 100}], "dataFormat": "JsonAoS"}}
  --- -d skip=5
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [], "dataFormat": "JsonAoS"}}
  --- -d limit=0
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [], "dataFormat": "JsonAoS"}}
  $ a -d dataFormat=json-soa; a -d dataFormat=json-aoa; a -d format=json-aoa; a -d format=json-aoa -d dataFormat=JsonSoA; a -d dataFormat=csv
  --- -d dataFormat=json-soa
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {"data": {"city": ["B", "A"], "offset": [1, 0], "population": [200, 100]}, "dataFormat": "JsonSoA"}
  }
  --- -d dataFormat=json-aoa
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [[1, "B", 200], [0, "A", 100]], "dataFormat": "JsonAoA"}}
  --- -d format=json-aoa
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [[1, "B", 200], [0, "A", 100]], "dataFormat": "JsonAoA"}}
  --- -d format=json-aoa -d dataFormat=JsonSoA
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: duplicate field `dataFormat`
  --- -d dataFormat=csv
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: dataFormat: unknown variant `csv`, expected one of `JsonAoS`, `JsonAos`, `json-aos`, `jsonaos`, `JsonSoA`, `JsonSoa`, `json-soa`, `jsonsoa`, `JsonAoA`, `JsonAoa`, `json-aoa`, `jsonaoa`
  $ a -d schemaFormat=odf-yaml; a -d schemaFormat=parquet; a -d schemaFormat=parquet-json; a -d schemaFormat=ArrowJson; a -d schemaFormat=OdfJson; a -d schemaFormat=avro
  --- -d schemaFormat=odf-yaml
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS",
      "schema": "fields:\n- name: offset\n  type:\n    kind: Int64\n- name: city\n  type:\n    kind: String\n- name: population\n  type:\n    kind: UInt64\n",
      "schemaFormat": "OdfYaml"
    }
  }
  --- -d schemaFormat=parquet
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS",
      "schema": "message arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED BYTE_ARRAY city (STRING);\n  REQUIRED INT64 population (INTEGER(64,false));\n}\n",
      "schemaFormat": "Parquet"
    }
  }
  --- -d schemaFormat=parquet-json
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS",
      "schema": {
        "fields": [
          {"name": "offset", "repetition": "REQUIRED", "type": "INT64"},
          {"logicalType": "STRING", "name": "city", "repetition": "REQUIRED", "type": "BYTE_ARRAY"},
          {"logicalType": "INTEGER(64,false)", "name": "population", "repetition": "REQUIRED", "type": "INT64"}
        ],
        "name": "arrow_schema",
        "type": "struct"
      },
      "schemaFormat": "ParquetJson"
    }
  }
  --- -d schemaFormat=ArrowJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
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
  }
  --- -d schemaFormat=OdfJson
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS",
      "schema": {
        "fields": [
          {"name": "offset", "type": {"kind": "Int64"}},
          {"name": "city", "type": {"kind": "String"}},
          {"name": "population", "type": {"kind": "UInt64"}}
        ]
      },
      "schemaFormat": "OdfJson"
    }
  }
  --- -d schemaFormat=avro
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: schemaFormat: unknown variant `avro`, expected one of `ArrowJson`, `arrow-json`, `arrowjson`, `OdfJson`, `odf-json`, `odfjson`, `OdfYaml`, `odf-yaml`, `odfyaml`, `Parquet`, `parquet`, `ParquetJson`, `parquet-json`, `parquetjson`
  $ a -d include=schema; a -d include=Input; a -d include=input,schema; a -d include=SCHEMA; a -d include=; a -d include=proof; a -d include=nothing; a -d include=schema,; a -d include=schema -d include=input
  --- -d include=schema
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
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
  }
  --- -d include=Input
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "input": {
      "dataFormat": "JsonAoS",
      "datasets": [
        {
          "alias": "population",
          "blockHash": "<hash-1>",
          "id": "<did-1>"
        }
      ],
      "include": ["Input"],
      "limit": 100,
      "query": "select offset, city, population from \"population\" order by offset desc",
      "queryDialect": "SqlDataFusion",
      "skip": 0
    },
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS"
    }
  }
  --- -d include=input,schema
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "input": {
      "dataFormat": "JsonAoS",
      "datasets": [
        {
          "alias": "population",
          "blockHash": "<hash-1>",
          "id": "<did-1>"
        }
      ],
      "include": ["Input", "Schema"],
      "limit": 100,
      "query": "select offset, city, population from \"population\" order by offset desc",
      "queryDialect": "SqlDataFusion",
      "schemaFormat": "ArrowJson",
      "skip": 0
    },
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
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
  }
  --- -d include=SCHEMA
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
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
  }
  --- -d include=
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS"
    }
  }
  --- -d include=proof
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "commitment": {
      "inputHash": "<hash-1>",
      "outputHash": "<hash-2>",
      "subQueriesHash": "<hash-3>"
    },
    "input": {
      "dataFormat": "JsonAoS",
      "datasets": [
        {
          "alias": "population",
          "blockHash": "<hash-4>",
          "id": "<did-1>"
        }
      ],
      "include": ["Input", "Proof"],
      "limit": 100,
      "query": "select offset, city, population from \"population\" order by offset desc",
      "queryDialect": "SqlDataFusion",
      "skip": 0
    },
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS"
    },
    "proof": {
      "proofValue": "<signature>",
      "type": "Ed25519Signature2020",
      "verificationMethod": "did:key:z6Mko2nqhQ9wYSTS5Giab2j1aHzGnxHimqwmFeEVY8aNsVnN"
    },
    "subQueries": []
  }
  --- -d include=nothing
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: include: Matching variant not found
  --- -d include=schema,
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: include: Matching variant not found
  --- -d include=schema -d include=input
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: duplicate field `include`
  $ a -d queryDialect=SqlDataFusion; a -d queryDialect=SqlFlink -d include=input; a -d queryDialect=SqlSpark; a -d queryDialect=SqlRisingWave; a -d queryDialect=sqldatafusion; a -d queryDialect=datafusion; a -d queryDialect=
  --- -d queryDialect=SqlDataFusion
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS"
    }
  }
  --- -d queryDialect=SqlFlink -d include=input
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "input": {
      "dataFormat": "JsonAoS",
      "datasets": [
        {
          "alias": "population",
          "blockHash": "<hash-1>",
          "id": "<did-1>"
        }
      ],
      "include": ["Input"],
      "limit": 100,
      "query": "select offset, city, population from \"population\" order by offset desc",
      "queryDialect": "SqlFlink",
      "skip": 0
    },
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS"
    }
  }
  --- -d queryDialect=SqlSpark
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS"
    }
  }
  --- -d queryDialect=SqlRisingWave
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS"
    }
  }
  --- -d queryDialect=sqldatafusion
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: queryDialect: unknown variant `sqldatafusion`, expected one of `SqlDataFusion`, `SqlFlink`, `SqlRisingWave`, `SqlSpark`
  --- -d queryDialect=datafusion
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: queryDialect: unknown variant `datafusion`, expected one of `SqlDataFusion`, `SqlFlink`, `SqlRisingWave`, `SqlSpark`
  --- -d queryDialect=
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: queryDialect: unknown variant ``, expected one of `SqlDataFusion`, `SqlFlink`, `SqlRisingWave`, `SqlSpark`
  $ a -d datasets=x; a -d other=1; a -d limit=x; a -d limit=-1; a -d skip=-1; a -d limit=100000001; a -d limit=18446744073709551615; a -d skip=18446744073709551615 -d limit=18446744073709551615
  --- -d datasets=x
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: datasets: unknown field `datasets`, expected one of `query`, `queryDialect`, `skip`, `limit`, `dataFormat`, `format`, `schemaFormat`, `include`
  --- -d other=1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: other: unknown field `other`, expected one of `query`, `queryDialect`, `skip`, `limit`, `dataFormat`, `format`, `schemaFormat`, `include`
  --- -d limit=x
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- -d limit=-1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: limit: invalid digit found in string
  --- -d skip=-1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: skip: invalid digit found in string
  --- -d limit=100000001
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "data": [{"city": "B", "offset": 1, "population": 200}, {"city": "A", "offset": 0, "population": 100}],
      "dataFormat": "JsonAoS"
    }
  }
  --- -d limit=18446744073709551615
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "skip and limit must be less than 2^63"}
  --- -d skip=18446744073709551615 -d limit=18446744073709551615
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "skip and limit must be less than 2^63"}
  $ req GET /query
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: missing field `query`
  $ req GET '/query?query='
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "No SQL statements were provided in the query string"}
  $ req GET '/query?query=select+1&query=select+2'
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: duplicate field `query`
  $ req GET '/query?Query=select+1'
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: Query: unknown field `Query`, expected one of `query`, `queryDialect`, `skip`, `limit`, `dataFormat`, `format`, `schemaFormat`, `include`
  $ req HEAD '/query?query=select+1'
  HTTP/1.1 200 OK
  content-type: application/json
  (empty body)
  $ req GET '/query?query=select%201%20as%20%22%C3%BC%22'
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"ü": 1}], "dataFormat": "JsonAoS"}}
The default limit:
  $ q 'select value from generate_series(1, 250)' -d dataFormat=JsonSoA | sed -n 1,3p | cut -c1-60; python3 -c 'import json,sys; print(len(json.load(open(sys.argv[1]))["output"]["data"]["value"]))' "$RESP/b"
  HTTP/1.1 200 OK
  content-type: application/json
  {
  100
With a token, a bad token:
  $ req -s GET '/query?query=select+1' -H "$AUTH"
  HTTP/1.1 200 OK
  $ req GET '/query?query=select+1' -H 'Authorization: Bearer bad'
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"Int64(1)": 1}], "dataFormat": "JsonAoS"}}
  $ req GET '/query?query=select+1' -H 'Authorization: Basic x'
  HTTP/1.1 400 Bad Request
  Invalid Bearer token header
