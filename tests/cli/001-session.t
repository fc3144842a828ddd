The session of the README, word for word.

  $ . "$KAMU_LIB"
  $ kamu init
  Initialized an empty workspace
  $ cat > gps.yaml <<'Y'
  > kind: DatasetSnapshot
  > version: 1
  > content:
  >   name: gps
  >   kind: Root
  >   metadata:
  >     - kind: AddPushSource
  >       sourceName: default
  >       read:
  >         kind: NdJson
  >         schema:
  >           - t TIMESTAMP
  >           - long DOUBLE
  >           - lat DOUBLE
  >       merge:
  >         kind: Append
  >     - kind: SetVocab
  >       eventTimeColumn: t
  > Y
  $ kamu add gps.yaml
  Added: gps
  Added 1 dataset(s)
  $ echo '{"t": "2020-01-01T00:00:00Z", "long": -123.12, "lat": 49.28}' > data.json
  $ K ingest gps data.json
  Dataset updated
  $ kamu tail gps -o table
  ┌────────┬────┬──────────────────────┬──────────────────────┬─────────┬───────┐
  │ offset │ op │     system_time      │          t           │  long   │  lat  │
  ├────────┼────┼──────────────────────┼──────────────────────┼─────────┼───────┤
  │      0 │ +A │ 2050-01-02T03:04:05Z │ 2020-01-01T00:00:00Z │ -123.12 │ 49.28 │
  └────────┴────┴──────────────────────┴──────────────────────┴─────────┴───────┘
  $ kamu log gps -o yaml | norm | grep -E 'kind: [A-Z]|schema|ddl|- t '
  kind: MetadataBlock
      kind: AddData
  kind: MetadataBlock
      kind: SetDataSchema
      schema:
            kind: Int64
            kind: Int32
            kind: Timestamp
            kind: Timestamp
            kind: Option
              kind: Float64
            kind: Option
              kind: Float64
  kind: MetadataBlock
      kind: SetVocab
  kind: MetadataBlock
      kind: AddPushSource
        kind: NdJson
        ddlSchema:
        - t TIMESTAMP
        kind: Append
  kind: MetadataBlock
      kind: Seed
  $ kamu list -o csv | norm
  Name,Kind,Pulled,Records,Size
  gps,Root,2050-01-02T03:04:05Z,1,817 (no-eol)
  $ kamu inspect schema gps
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
      unit: Millisecond
      timezone: UTC
  - name: t
    type:
      kind: Timestamp
      unit: Millisecond
      timezone: UTC
  - name: long
    type:
      kind: Option
      inner:
        kind: Float64
  - name: lat
    type:
      kind: Option
      inner:
        kind: Float64
  $ kamu verify gps
  1 dataset(s) are valid
A wrong value in the third row: its place, and nothing of the file is there.
  $ printf '{"t": "2020-01-0%d", "long": %s, "lat": 49.3}\n' 2 -123.1 3 -123.2 4 '"west"' > more.json
  $ K ingest gps more.json
  Error: field 'long': failed to parse "west" as Float64
    at: more.json:3:29 (byte 126)
  
  [1]
  $ kamu tail gps -o csv | wc -l
  1
