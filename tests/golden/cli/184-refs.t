Dataset references: name, letter case, DID, alias forms.

  $ . "$KAMU_LIB"; ws
  $ scores; c1 | ing player-scores --stdin; D=$(did player-scores)
  Dataset updated
  $ kamu tail $D -n 1 -o csv; echo
  offset,op,system_time,match_time,match_id,player_id,score
  1,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Bob,80
  $ kamu tail PLAYER-SCORES -n 1 -o csv; echo
  offset,op,system_time,match_time,match_id,player_id,score
  1,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Bob,80
  $ c2 | K ingest $D --stdin; kamu log $D | grep -c Block
  Dataset updated
  6
  $ err kamu tail ${D:0:40} | sed -E 's/fed01[0-9a-f]+/<prefix>/'
  error: invalid value '<did-1>' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu tail did:odf:fed01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
  Error: Dataset not found: <did-1>
  
  [1]
  $ err kamu tail did:odf:
  error: invalid value 'did:odf:' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu tail did:key:abc
  error: invalid value 'did:key:abc' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu tail a/b/c
  error: invalid value 'a/b/c' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu tail -- -dash
  error: invalid value '-dash' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu tail ''
  error: invalid value '' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu tail 'a b'
  error: invalid value 'a b' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu log under_score
  error: invalid value 'under_score' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu delete under_score
  error: invalid value 'under_score' for '[DATASET]...': Local reference should be in form: `did:odf:...`, `my.dataset.id`, or a wildcard pattern `my.dataset.%`
  
  For more information, try '--help'.
  [2]
  $ err kamu pull under_score
  error: invalid value 'under_score' for '[DATASET]...': Dataset reference should be in form: `my.dataset.id` or `repository/account/dataset-id` or `did:odf:...` or `scheme://some-url` or a wildcard pattern: `my.dataset.%` or `repository/account/remote.dataset.%`
  
  For more information, try '--help'.
  [2]
  $ kamu -y delete $D; kamu list; echo
  Deleted 1 dataset(s)
  []
