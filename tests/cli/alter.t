  $ . "$KAMU_LIB"; kamu init -q; gps
  $ short() { sed -E 's/(last is )[0-9a-f]{8}$/\1<short>/'; }
  $ echo '{kind: SetInfo, description: Positions, keywords: [a, b]}' | K alter gps - 2>&1 | short
  Committed 1 new block(s), the last is <short>
  $ kamu log gps --limit 1 | norm
  Block #3: <hash>
  SystemTime: 2050-01-02T03:04:05Z
  Kind: SetInfo
  Description: Positions
  Keywords: a, b
  
  $ cat > e.yaml <<'Y'
  > - kind: SetLicense
  >   shortName: MIT
  >   name: MIT License
  >   websiteUrl: https://example.com/
  > - kind: AddPushSource
  >   sourceName: second
  >   read: {kind: Csv, header: true}
  >   merge: {kind: Append}
  > Y
  $ K alter gps --dry-run e.yaml; kamu log gps -o yaml | grep -c '^# Block'
  ---
  kind: SetLicense
  shortName: MIT
  name: MIT License
  websiteUrl: https://example.com/
  ---
  kind: AddPushSource
  sourceName: second
  read:
    kind: Csv
    header: true
  merge:
    kind: Append
  Would commit 2 block(s) to gps
  4
  $ K alter gps e.yaml 2>&1 | short
  Committed 2 new block(s), the last is <short>
  $ K alter gps e.yaml 2>&1 | norm
  Error:
    0: Event 2 (AddPushSource)
    1: No-op event: New push source is identical to existing: AddPushSource `second`
  
  [1]
  $ err K alter gps missing.yaml
  Error:
    0: Failed to load from missing.yaml
    1: No such file or directory (os error 2)
  
  [1]
  $ echo '{kind: DisablePushSource, sourceName: second}' | K alter gps - 2>&1 | short
  Warning: STDIN:1:8: kamu-cli 0.265.0 stops with a panic when it ingests into a dataset with a disabled source
  Committed 1 new block(s), the last is <short>
  $ row 1 2 3 | K ingest gps --stdin
  Dataset updated
  $ err K ingest gps --source-name second e.yaml
  Error: Source 'second' not found
  
  [1]
  $ for e in '{kind: Seed, datasetId: "did:odf:fed0100112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", datasetKind: Root}' '{kind: SetVocab, eventTimeColumn: other}' '{kind: DisablePushSource, sourceName: nope}' '{kind: SetInfo' '{kind: Nonsense}' '[]' ''; do
  >   echo "== $e"; echo "$e" | err K alter gps -
  > done
  == {kind: Seed, datasetId: "did:odf:fed0100112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", datasetKind: Root}
  Error: Events of kind Seed cannot be added by hand
  
  == {kind: SetVocab, eventTimeColumn: other}
  Error: SetVocab: the dataset has a schema, its system column `t` cannot become `other`
    hint: a SetVocab replaces the earlier one: name all columns that differ from the defaults
  
  == {kind: DisablePushSource, sourceName: nope}
  Warning: STDIN:1:8: kamu-cli 0.265.0 stops with a panic when it ingests into a dataset with a disabled source
  Error: Invalid event: Push source 'nope' is not active: DisablePushSource `nope`
  
  == {kind: SetInfo
  Error:
    0: Failed to load from STDIN
    1: did not find expected ',' or '}' at line 2 column 1, while parsing a flow mapping
  
  == {kind: Nonsense}
  Error:
    0: Failed to load from STDIN
    1: kind: unknown variant `Nonsense`, expected one of `AddData`, `addData`, `adddata`, `ExecuteTransform`, `executeTransform`, `executetransform`, `Seed`, `seed`, `SetPollingSource`, `setPollingSource`, `setpollingsource`, `SetTransform`, `setTransform`, `settransform`, `SetVocab`, `setVocab`, `setvocab`, `SetAttachments`, `setAttachments`, `setattachments`, `SetInfo`, `setInfo`, `setinfo`, `SetLicense`, `setLicense`, `setlicense`, `SetDataSchema`, `setDataSchema`, `setdataschema`, `AddPushSource`, `addPushSource`, `addpushsource`, `DisablePushSource`, `disablePushSource`, `disablepushsource`, `DisablePollingSource`, `disablePollingSource`, `disablepollingsource` at line 1 column 8
  
  == []
  Error:
    0: Failed to load from STDIN
    1: missing field `kind`
  
  == 
  Error:
    0: Failed to load from STDIN
    1: missing field `kind`
  
  [1]
  $ kamu verify gps
  1 dataset(s) are valid
