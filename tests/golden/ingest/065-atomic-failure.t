A failing push leaves the dataset as it was; the next push works.

  $ . "$KAMU_LIB"; ws
  $ scores; echo '{"match_time": "2000-01-01", "match_id": 1, "player_id": "Alice", "score": "x"}' > bad; c1 > good
  $ (cat good bad) > mixed; err K ingest player-scores mixed; kinds player-scores; err K ingest player-scores bad; kinds player-scores
  Error: field 'score': failed to parse "x" as Int64
    at: mixed:3:76 (byte 232)
  
  Seed AddPushSource SetVocab
  Error: field 'score': failed to parse "x" as Int64
    at: bad:1:76 (byte 75)
  
  Seed AddPushSource SetVocab
  $ chain player-scores > before; ing player-scores good; err K ingest player-scores mixed; kinds player-scores; rows player-scores; kamu verify player-scores
  Dataset updated
  Error: field 'score': failed to parse "x" as Int64
    at: mixed:3:76 (byte 232)
  
  Seed AddPushSource SetVocab SetDataSchema AddData
  offset,op,system_time,match_time,match_id,player_id,score
  0,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Alice,100
  1,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Bob,80
  1 dataset(s) are valid
  $ c2 | ing player-scores --stdin; marks player-scores
  Dataset updated
  prevOffset=1 start=2 end=3 newWatermark=2000-01-02T00:00:00Z start=0 end=1 newWatermark=2000-01-01T00:00:00Z
  $ ls -A .kamu/run | grep -c ingest-
  0
  [1]
