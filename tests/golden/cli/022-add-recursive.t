add --recursive: which files are taken (A4).

  $ . "$KAMU_LIB"; ws
  $ mkdir -p m/sub
  $ mf plain > m/plain.yaml
  $ { printf '\n# Some\n\n# Weird\n#\n# Comment\n'; mf commented; } > m/sub/commented.yaml
  $ printf 'foo:\n  - bar\n' > m/non-manifest.yaml
  $ mf other-extension > m/other.yml
  $ printf 'version: 1\ncontent: {name: third-line, kind: Root, metadata: []}\nkind: DatasetSnapshot\n' > m/third.yaml
  $ printf 'version: 1\ncontent:\n  name: sixth-line\n  kind: Root\n  metadata: []\nkind: DatasetSnapshot\n' > m/sixth.yaml
  $ err K add --recursive "$PWD/m"
  Added: commented
  Added: plain
  Added: third-line
  Added 3 dataset(s)
  $ err K add -r m
  Skipped: commented: Already exists
  Skipped: plain: Already exists
  Skipped: third-line: Already exists
  Added 0 dataset(s)
  $ kamu list -o csv; echo
  Name,Kind,Pulled,Records,Size
  commented,Root,,0,0
  plain,Root,,0,0
  third-line,Root,,0,0
  $ err K add -r nowhere
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from nowhere: No such file or directory (os error 2)
  
  [1]
  $ err K add -r m/plain.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m/plain.yaml: Not a directory (os error 20)
    hint: Leave out --recursive to add a file
  
  [1]
  $ printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: x}\n' > m/broken.yaml; mf good > m/good.yaml; err K add -r m
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from m/broken.yaml:
    0: Could not deserialize data
    1: Serde error
    2: content: missing field `kind` at line 3 column 10
  
  [1]
  $ kamu list -o csv; echo
  Name,Kind,Pulled,Records,Size
  commented,Root,,0,0
  plain,Root,,0,0
  third-line,Root,,0,0
