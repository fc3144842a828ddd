Several manifests: dependency order, several documents.

  $ . "$KAMU_LIB"; ws
  $ scores_yaml > ps.yaml; leaderboard_yaml > lb.yaml
  $ err K add lb.yaml ps.yaml
  Added: leaderboard
  Added: player-scores
  Added 2 dataset(s)
  $ { mf a; echo '---'; mf b; } > two.yaml
  $ err K add two.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from two.yaml:
    0: Could not deserialize data
    1: Serde error
    2: deserializing from YAML containing more than one document is not supported
  
  [1]
  $ err K add --stdin < two.yaml
  Added: a
  Added: b
  Added 2 dataset(s)
  $ { mf c; echo '---'; mf d; } | err K add --stdin --name x
  Error: Name override can be used only when adding a single manifest
  
  [1]
  $ { echo '---'; mf e; } > e.yaml; err K add e.yaml
  Added: e
  Added 1 dataset(s)
  $ { mf f; echo '...'; } | err K add --stdin
  Added: f
  Added 1 dataset(s)
  $ { mf g; echo '---'; } | err K add --stdin
  Added: g
  Added 1 dataset(s)
  $ { mf h; echo '---'; echo 'kind: DatasetSnapshot'; } | err K add --stdin
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: missing field `version` at line 5 column 1
  
  [1]
  $ { mf i; echo '---'; mf i; } | err K add --stdin
  Added: i
  Skipped: i: Already exists
  Added 1 dataset(s)
  $ kamu list -o csv; echo
  Name,Kind,Pulled,Records,Size
  a,Root,,0,0
  b,Root,,0,0
  e,Root,,0,0
  f,Root,,0,0
  g,Root,,0,0
  i,Root,,0,0
  leaderboard,Derivative,,0,0
  player-scores,Root,,0,0
