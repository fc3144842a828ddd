Ledger with the event time in the key: rows without event time on every push.

  $ . "$KAMU_LIB"; ws
  $ push_ds l '{kind: NdJson, schema: {fields: [{name: t, type: {kind: Option, inner: Timestamp}}, {name: v, type: Int64}]}}' '{kind: Ledger, primaryKey: [t, v]}' t
  $ printf '%s\n' '{"t": "2020-01-01", "v": 1}' '{"v": 2}' > d; ing l d; ing l d; ing l d
  Dataset updated
  Dataset up-to-date
  Dataset up-to-date
  $ rows l; marks l
  offset,op,system_time,t,v
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2
  start=0 end=1 newWatermark=2050-01-02T03:04:05Z
