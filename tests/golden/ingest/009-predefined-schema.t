SetDataSchema in the snapshot, null in a required column (P5).

  $ . "$KAMU_LIB"; ws
  $ export NOW=2050-01-01T12:00:00Z; snap foo.bar <<'Y' | K -q add --stdin
  > - kind: SetDataSchema
  >   schema:
  >     fields:
  >       - {name: offset, type: Int64}
  >       - {name: op, type: Int32}
  >       - {name: system_time, type: Timestamp}
  >       - {name: date, type: Timestamp}
  >       - {name: city, type: String}
  >       - {name: population, type: Int64}
  > - kind: AddPushSource
  >   sourceName: default
  >   read: {kind: NdJson}
  >   merge: {kind: Ledger, primaryKey: [date, city]}
  > - kind: SetVocab
  >   eventTimeColumn: date
  > Y
  $ printf '%s\n' '{ "date": "2020-01-01", "city": "A", "population": 1000 }' '{ "date": "2020-01-02", "city": "B", "population": 2000 }' '{ "date": "2020-01-03", "city": "C", "population": 3000 }' | err K ingest foo.bar --stdin
  Dataset updated
  $ kinds foo.bar; rows foo.bar; kamu inspect schema foo.bar
  Seed SetDataSchema AddPushSource SetVocab AddData
  offset,op,system_time,date,city,population
  0,0,2050-01-01T12:00:00Z,2020-01-01T00:00:00Z,A,1000
  1,0,2050-01-01T12:00:00Z,2020-01-02T00:00:00Z,B,2000
  2,0,2050-01-01T12:00:00Z,2020-01-03T00:00:00Z,C,3000
  fields:
  - name: offset
    type:
      kind: Int64
  - name: op
    type:
      kind: Int32
  - name: system_time
    type:
      kind: Timestamp
  - name: date
    type:
      kind: Timestamp
  - name: city
    type:
      kind: String
  - name: population
    type:
      kind: Int64
  $ printf '%s\n' '{ "date": "2020-01-04", "city": "D", "population": null }' '{ "date": "2020-01-05", "city": "E", "population": 5000 }' | err K ingest foo.bar --stdin
  Error: Column `population` contains 1 null values while none were expected
    in: STDIN
    expected: a value: the dataset's schema requires one
  
  [1]
  $ kinds foo.bar; marks foo.bar
  Seed SetDataSchema AddPushSource SetVocab AddData
  start=0 end=2 newWatermark=2020-01-03T00:00:00Z

the same columns in alphabetical order

  $ printf '%s\n' '{ "city": "D", "date": "2020-01-04", "population": 4000 }' | err K ingest foo.bar --stdin; rows foo.bar
  Dataset updated
  offset,op,system_time,date,city,population
  0,0,2050-01-01T12:00:00Z,2020-01-01T00:00:00Z,A,1000
  1,0,2050-01-01T12:00:00Z,2020-01-02T00:00:00Z,B,2000
  2,0,2050-01-01T12:00:00Z,2020-01-03T00:00:00Z,C,3000
  3,0,2050-01-01T12:00:00Z,2020-01-04T00:00:00Z,D,4000
