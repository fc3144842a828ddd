Parquet layout of slices: types, encodings, one row and many rows.

  $ . "$KAMU_LIB"; ws
  $ push_ds a '{kind: NdJson, schema: {fields: [{name: t, type: Timestamp}, {name: b, type: Bool}, {name: i, type: Int64}, {name: f, type: Float64}, {name: s, type: {kind: Option, inner: String}}, {name: l, type: {kind: List, itemType: Int64}}]}}' '{kind: Append}' t
  $ echo '{"t": "2020-01-01", "b": true, "i": 1, "f": 0.5, "s": "x", "l": [1, 2]}' | ing a --stdin; slice a --layout
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 t (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required boolean field_id=-1 b;
    required int64 field_id=-1 i;
    required double field_id=-1 f;
    optional binary field_id=-1 s (String);
    required group field_id=-1 l (List) {
      repeated group field_id=-1 list {
        required int64 field_id=-1 item;
      }
    }
  }
  row groups: 1 format: 1.0
  offset INT64 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  op INT32 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  system_time INT64 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  t INT64 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  b BOOLEAN SNAPPY PLAIN,RLE stats
  i INT64 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  f DOUBLE SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  s BYTE_ARRAY SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  l.list.item INT64 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-01T00:00:00+00:00", "b": true, "i": 1, "f": 0.5, "s": "x", "l": [1, 2]}
  $ awk 'BEGIN { for (i = 0; i < 20000; i++) printf "{\"t\": \"2020-01-01\", \"b\": %s, \"i\": %d, \"f\": %d.5, \"s\": \"s%d\", \"l\": []}\n", (i % 2 ? "true" : "false"), i, i, i }' | ing a --stdin; slice a --layout | sed -n '1,/^{/p'
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 t (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required boolean field_id=-1 b;
    required int64 field_id=-1 i;
    required double field_id=-1 f;
    optional binary field_id=-1 s (String);
    required group field_id=-1 l (List) {
      repeated group field_id=-1 list {
        required int64 field_id=-1 item;
      }
    }
  }
  row groups: 1 format: 1.0
  offset INT64 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  op INT32 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  system_time INT64 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  t INT64 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  b BOOLEAN SNAPPY PLAIN,RLE stats
  i INT64 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  f DOUBLE SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  s BYTE_ARRAY SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  l.list.item INT64 SNAPPY PLAIN,RLE,RLE_DICTIONARY stats
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-01T00:00:00+00:00", "b": false, "i": 0, "f": 0.5, "s": "s0", "l": []}
  $ kamu log a -o yaml | grep -E 'logicalHash|offsetInterval|start|end:'
        logicalHash: f9680c001200c3a88424df336134335cde6eecced5cf708c1906f2543707b75a8e5c4e8e1bc
        offsetInterval:
          start: 1
          end: 20000
        logicalHash: f9680c00120436d13b099ac42ac7e9efd4633315c41f63fe7ec5fcae24769934d4a48559ad4
        offsetInterval:
          start: 0
          end: 0
