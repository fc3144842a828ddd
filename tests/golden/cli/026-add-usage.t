Wrong usage of add.

  $ . "$KAMU_LIB"; ws
  $ scores_yaml > a.yaml; cp a.yaml b.yaml
  $ err K add
  Error: No manifest references or paths were provided
  
  [1]
  $ scores_yaml | err K add --stdin a.yaml
  Error: Cannot specify --stdin and positional arguments at the same time
  
  [1]
  $ err K add --name x a.yaml b.yaml
  Error: Name override can be used only when adding a single manifest
  
  [1]
  $ err K add --name x --recursive .
  Error: Name override can be used only when adding a single manifest
  
  [1]
  $ err K add missing.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from missing.yaml: No such file or directory (os error 2)
  
  [1]
  $ mkdir d; err K add d
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from d: Is a directory (os error 21)
    hint: --recursive adds all manifests of a directory
  
  [1]
  $ err K add --visibility secret a.yaml
  error: invalid value 'secret' for '--visibility <VIS>'
    [possible values: private, public]
  
  For more information, try '--help'.
  [2]
  $ err K add --name bad_name a.yaml
  error: invalid value 'bad_name' for '--name <N>': Value 'bad_name' is not a valid DatasetAlias
  
  For more information, try '--help'.
  [2]
  $ err K add ftp://127.0.0.1:9/a.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from ftp://127.0.0.1:9/a.yaml: Unsupported scheme ftp
    hint: Paths and URLs with file, http or https can be read
  
  [1]
  $ err K add file:///nonexistent/a.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from file:///nonexistent/a.yaml: No such file or directory (os error 2)
  
  [1]
  $ err K add "file://$PWD/a.yaml"
  Added: player-scores
  Added 1 dataset(s)
  $ err K add --name acct/other a.yaml
  Added: acct/other
  Added 1 dataset(s)
  $ err K add --visibility private --name with-visibility a.yaml
  Added: with-visibility
  Added 1 dataset(s)
  $ kamu list -o csv; echo
  Name,Kind,Pulled,Records,Size
  other,Root,,0,0
  player-scores,Root,,0,0
  with-visibility,Root,,0,0
