Several files in one command: one block each, in the given order.

  $ . "$KAMU_LIB"; ws
  $ push_ds f '{kind: NdJson, schema: {fields: [{name: t, type: Timestamp}, {name: v, type: Int64}]}}' '{kind: Append}' t
  $ echo '{"t": "2020-01-03", "v": 3}' > 3; echo '{"t": "2020-01-01", "v": 1}' > 1; echo '{"t": "2020-01-02", "v": 2}' > 2
  $ ing f 3 1 2
  Dataset updated
  $ rows f; marks f; kinds f
  offset,op,system_time,t,v
  0,0,2050-01-02T03:04:05Z,2020-01-03T00:00:00Z,3
  1,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1
  2,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,2
  prevOffset=1 start=2 end=2 newWatermark=2020-01-03T00:00:00Z prevOffset=0 start=1 end=1 newWatermark=2020-01-03T00:00:00Z start=0 end=0 newWatermark=2020-01-03T00:00:00Z
  Seed AddPushSource SetVocab SetDataSchema AddData AddData AddData
  $ ing f 1 1; rows f
  Dataset updated
  offset,op,system_time,t,v
  0,0,2050-01-02T03:04:05Z,2020-01-03T00:00:00Z,3
  1,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1
  2,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,2
  3,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1
  4,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1
  $ scores; c1 > a; c2 > b; ing player-scores a a b; marks player-scores; ing player-scores a b; : > e; ing player-scores e a
  Dataset updated
  prevOffset=1 start=2 end=3 newWatermark=2000-01-02T00:00:00Z start=0 end=1 newWatermark=2000-01-01T00:00:00Z
  Dataset up-to-date
  Dataset up-to-date
