`alter`: every kind of event that may be added by hand, what is checked, and what old slices look like afterwards.

  $ . "$KAMU_LIB"; kamu init -q
  $ short() { sed -E 's/(last is )[0-9a-f]{8}$/\1<short>/'; }
  $ a() { K alter d - "$@" 2>&1 | short | norm; }
  $ opt() { echo "{kind: Option, inner: $1}"; }
  $ sys='{name: offset, type: Int64}, {name: op, type: Int32}, {name: system_time, type: Timestamp}, {name: event_time, type: Timestamp}'
  $ schema() { echo "{kind: SetDataSchema, schema: {fields: [$sys, $1]}}"; }
  $ base="{name: k, type: Int64}, {name: v, type: $(opt String)}"
  $ source() { echo "{kind: AddPushSource, sourceName: $1, read: {kind: $2, schema: {fields: [$3]}}, merge: $4}"; }
  $ printf '%s\n' 'kind: DatasetSnapshot' 'version: 1' "content: {name: d, kind: Root, metadata: [$(source table NdJson "$base" '{kind: Snapshot, primaryKey: [k]}'), $(source feed Csv "$base" '{kind: Ledger, primaryKey: [k]}')]}" | K -q add --stdin

Two sources of different formats and strategies on one dataset:

  $ echo '{"k":1}' | err K ingest d --stdin
  Error: Explicit source name is required to pick between several active push sources
  
  [1]
  $ printf '{"k":1,"v":"a"}\n{"k":2,"v":"b"}\n' | K ingest d --stdin --source-name table
  Dataset updated
  $ printf '2,c\n3,d\n' | K ingest d --stdin --source-name feed
  Dataset updated
  $ printf '{"k":1,"v":"a"}\n{"k":3,"v":"e"}\n' | K ingest d --stdin --source-name table
  Dataset updated
  $ kamu tail d -o csv | cut -d, -f1,2,5-; echo
  offset,op,k,v
  0,0,1,a
  1,0,2,b
  2,0,3,d
  3,1,2,b
  4,2,3,d
  5,3,3,e
  

Texts about the dataset:

  $ cat > texts.yaml <<'Y'
  > - kind: SetInfo
  >   description: A table
  >   keywords: [x]
  > - kind: SetLicense
  >   shortName: MIT
  >   name: MIT License
  >   spdxId: MIT
  >   websiteUrl: https://example.com/
  > - kind: SetAttachments
  >   attachments:
  >     kind: Embedded
  >     items:
  >       - path: README.md
  >         content: |
  >           # About
  > Y
  $ K alter d texts.yaml --dry-run 2>&1 | tail -1; K alter d texts.yaml 2>&1 | short
  Would commit 3 block(s) to d
  Committed 3 new block(s), the last is <short>
  $ kamu log d -o yaml | grep -c 'kind: Set'
  4

An optional column more; what it would spoil is refused:

  $ schema "$base, {name: w, type: Int64}" | a | tail -3
  Incompatible:
  - field `w` was added but is not optional
  
  [1]
  $ schema "{name: k, type: Int64}" | a | tail -3
  Incompatible:
  - field `v` was removed
  
  [1]
  $ schema "{name: k, type: Int32}, {name: v, type: $(opt String)}" | a | tail -3
  Incompatible:
  - type of field `k` changed from Int64 to Int32
  
  [1]
  $ schema "$base, {name: w, type: $(opt '{kind: List, itemType: {kind: Struct, fields: [{name: x, type: Int64}]}}')}" | a
  Error:
    0: SetDataSchema
    1: Column `w[]`: a List of Struct has no logical hash in ODF and cannot be stored
  
  [1]
  $ schema "$base, {name: w, type: $(opt Duration)}" | a
  Error:
    0: SetDataSchema
    1: Column `w`: type Duration has no logical hash in ODF and cannot be stored; use Int64
  
  [1]
  $ schema "$base, {name: v, type: $(opt Int64)}" | a
  Error:
    0: SetDataSchema
    1: Column `v`: the name is used twice
  
  [1]
  $ schema "$base" | a | head -1
  Error: No-op event: New schema is identical to the current
  [1]
  $ more="$base, {name: w, type: $(opt Int64)}, {name: l, type: $(opt '{kind: List, itemType: Int64}')}"
  $ schema "$more" | a --dry-run | tail -1
  Would commit 1 block(s) to d
  $ schema "$more" | a
  Committed 1 new block(s), the last is <short>
  $ kamu tail d -o csv -n 2 | cut -d, -f1,2,5-; echo; kamu verify d
  offset,op,k,v,w,l
  4,2,3,d,,
  5,3,3,e,,
  
  1 dataset(s) are valid
  $ printf '{"k":1,"v":"a"}\n{"k":3,"v":"f"}\n' | K ingest d --stdin --source-name table
  Dataset updated
  $ kamu tail d -o csv -n 2 | cut -d, -f1,2,5-; echo
  offset,op,k,v,w,l
  6,2,3,e,,
  7,3,3,f,,
  

A source that does not fit the schema is warned of; it may be meant for the schema to come:

  $ source table NdJson "$base, {name: w, type: $(opt String)}" '{kind: Snapshot, primaryKey: [k]}' | a --dry-run | grep Warning
  Warning: pushes to source 'table' will not fit the dataset's schema: column `w` is optional Int64 in the dataset and optional Utf8 in the data
  $ source table NdJson "$base, {name: z, type: $(opt String)}" '{kind: Snapshot, primaryKey: [k]}' | a --dry-run | grep Warning
  Warning: pushes to source 'table' will not fit the dataset's schema: column `z` is not in the dataset's schema
  $ source table NdJson "$more" '{kind: Snapshot, primaryKey: [k], compareColumns: [w, nope]}' | a
  Error: Push source 'table': compareColumns: there is no column `nope` in the source's schema
  
  [1]
  $ source table NdJson "$more" '{kind: Snapshot, primaryKey: [k, k]}' | a
  Error: Push source 'table': primaryKey: column `k` is named twice
  
  [1]
  $ source table NdJson "$more" '{kind: Snapshot, primaryKey: [l]}' | a
  Error: Push source 'table': primaryKey: column `l` is nested and cannot be compared
  
  [1]
  $ source table NdJson "$more" '{kind: Snapshot, primaryKey: []}' | a
  Error: Push source 'table': primaryKey: names no column
  
  [1]
  $ source table NdJson "$more" '{kind: Snapshot, primaryKey: [offset]}' | a
  Error: Push source 'table': primaryKey: `offset` is a system column
  
  [1]
  $ source table NdJson "$more" '{kind: ChangelogStream, primaryKey: [k]}' | a
  Error: Push source 'table': ChangelogStream reads the operation of each row from column `op`, which the source's schema does not have
  
  [1]
  $ source table NdJson "$more" '{kind: Snapshot, primaryKey: [k]}' | a
  Committed 1 new block(s), the last is <short>
  $ printf '{"k":1,"v":"a"}\n{"k":3,"v":"f","w":5,"l":[1,2]}\n' | K ingest d --stdin --source-name table
  Dataset updated
  $ kamu tail d -o csv -n 3 | cut -d, -f1,2,5-; echo; kamu verify d
  offset,op,k,v,w,l
  7,3,3,f,,
  8,2,3,f,,
  9,3,3,f,5,"[1,2]"
  
  1 dataset(s) are valid

All or none:

  $ { echo "- $(schema "$more, {name: x, type: $(opt String)}")"; echo '- {kind: DisablePushSource, sourceName: nope}'; } | a | tail -4
  Error:
    0: Event 2 (DisablePushSource)
    1: Invalid event: Push source 'nope' is not active: DisablePushSource `nope`
  
  [1]
  $ { echo "- $(schema "$more, {name: x, type: $(opt String)}")"; echo '- {kind: DisablePushSource, sourceName: feed}'; } | a
  Warning: STDIN:2:10: kamu-cli 0.265.0 stops with a panic when it ingests into a dataset with a disabled source
  Committed 2 new block(s), the last is <short>
  $ printf '7,c\n' | err K ingest d --stdin --source-name feed
  Error: Source 'feed' not found
  
  [1]
  $ printf '{"k":3,"v":"g"}\n' | K ingest d --stdin
  Dataset updated
  $ source feed Csv "$base" '{kind: Ledger, primaryKey: [k]}' | a; printf '7,c\n' | K ingest d --stdin --source-name feed
  Committed 1 new block(s), the last is <short>
  Dataset updated

Compaction keeps rows and offsets; later pushes go on from there:

  $ kamu tail d -n 100 -o csv > before; K -y system compact --hard d; kamu tail d -n 100 -o csv | cmp - before; kamu verify d
  1 dataset(s) were compacted
  1 dataset(s) are valid
  $ printf '{"k":3,"v":"g"}\n{"k":7,"v":"c"}\n' | K ingest d --stdin --source-name table
  Dataset up-to-date
  $ printf '{"k":3,"v":"h"}\n' | K ingest d --stdin --source-name table; kamu tail d -n 3 -o csv | cut -d, -f1,2,5-; echo
  Dataset updated
  offset,op,k,v,w,l,x
  14,2,3,g,,,
  15,3,3,h,,,
  16,1,7,c,,,
  

The vocabulary of a dataset without data may still change:

  $ printf '%s\n' 'kind: DatasetSnapshot' 'version: 1' "content: {name: e, kind: Root, metadata: [$(source table NdJson "{name: t, type: Timestamp}, {name: k, type: Int64}" '{kind: Append}')]}" | K -q add --stdin
  $ echo '{kind: SetVocab, eventTimeColumn: t, offsetColumn: t}' | err K alter e -
  Error: SetVocab: two system columns have the name `t`
  
  [1]
  $ echo '{kind: SetVocab, eventTimeColumn: t}' | K alter e - 2>&1 | short; echo '{"t":"2020-01-01","k":1}' | K ingest e --stdin; kamu tail e -o csv; echo
  Committed 1 new block(s), the last is <short>
  Dataset updated
  offset,op,system_time,t,k
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1
  $ echo '{kind: SetVocab, eventTimeColumn: t, operationTypeColumn: o}' | err K alter e -
  Error: SetVocab: the dataset has a schema, its system column `op` cannot become `o`
    hint: a SetVocab replaces the earlier one: name all columns that differ from the defaults
  
  [1]
