50000 rows: sort over several batches, two more pushes.

  $ . "$KAMU_LIB"; ws
  $ push_ds b '{kind: NdJson, schema: {fields: [{name: t, type: Timestamp}, {name: v, type: Int64}, {name: s, type: String}]}}' '{kind: Append}' t
  $ awk 'BEGIN { for (i = 0; i < 50000; i++) printf "{\"t\": \"2020-01-%02dT00:00:00Z\", \"v\": %d, \"s\": \"row number %d\"}\n", (i * 7919) % 28 + 1, i, i }' > d; ing b d
  Dataset updated
  $ rows b 5
  offset,op,system_time,t,v,s
  49995,0,2050-01-02T03:04:05Z,2020-01-28T00:00:00Z,49885,row number 49885
  49996,0,2050-01-02T03:04:05Z,2020-01-28T00:00:00Z,49913,row number 49913
  49997,0,2050-01-02T03:04:05Z,2020-01-28T00:00:00Z,49941,row number 49941
  49998,0,2050-01-02T03:04:05Z,2020-01-28T00:00:00Z,49969,row number 49969
  49999,0,2050-01-02T03:04:05Z,2020-01-28T00:00:00Z,49997,row number 49997
  $ kamu sql -o csv -c 'select count(*) as n, sum(v) as s, min(offset) as lo, max(offset) as hi from b'; echo
  n,s,lo,hi
  50000,1249975000,0,49999
  $ kamu sql -o csv -c 'select count(*) as unsorted from (select t, lag(t) over (order by offset) as p from b) where p > t'; echo
  unsorted
  0
  $ kamu sql -o csv -c 'select count(*) as unstable from (select t, v, lag(t) over (order by offset) as p, lag(v) over (order by offset) as q from b) where p = t and q > v'; echo
  unstable
  0
  $ head -10 d | ing b --stdin; rows b 12 | cut -d, -f1,4,5; marks b; kamu verify b
  Dataset updated
  offset,t,v
  49998,2020-01-28T00:00:00Z,49969
  49999,2020-01-28T00:00:00Z,49997
  50000,2020-01-01T00:00:00Z,0
  50001,2020-01-04T00:00:00Z,5
  50002,2020-01-09T00:00:00Z,4
  50003,2020-01-12T00:00:00Z,9
  50004,2020-01-14T00:00:00Z,3
  50005,2020-01-17T00:00:00Z,8
  50006,2020-01-19T00:00:00Z,2
  50007,2020-01-22T00:00:00Z,7
  50008,2020-01-24T00:00:00Z,1
  50009,2020-01-27T00:00:00Z,6
  prevOffset=49999 start=50000 end=50009 newWatermark=2020-01-28T00:00:00Z start=0 end=49999 newWatermark=2020-01-28T00:00:00Z
  1 dataset(s) are valid
