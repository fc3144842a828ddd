inspect schema by DID, with and without a schema.

  $ . "$KAMU_LIB"; ws
  $ scores; D=$(did player-scores)
  $ err kamu inspect schema $D
  Warning: Dataset schema is not yet available: player-scores
  $ c1 | ing player-scores --stdin
  Dataset updated
  $ kamu inspect schema $D -o ddl
  offset INT64,
  op INT32,
  system_time TIMESTAMP_MILLIS,
  match_time TIMESTAMP_MILLIS,
  match_id INT64,
  player_id STRING,
  score INT64,
  $ err kamu inspect schema did:odf:fed01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
  Error: Dataset not found: <did-1>
  
  [1]
