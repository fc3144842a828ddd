A dataset that does not exist, command by command.

  $ . "$KAMU_LIB"; ws
  $ for c in "tail nope" "log nope" "inspect schema nope" "inspect query nope" "inspect lineage nope" "verify nope" "delete nope" "rename nope x" "reset nope f16200000000000000000000000000000000000000000000000000000000000000000" "export nope --output-format csv" "system compact --hard nope" "repo alias list nope" "repo alias add nope http://a.com --pull" "push nope --to file:///nonexistent/none" "push nope" "pull nope" "pull nope --set-watermark 2020-01-01T00:00:00Z" "sql -c select*from(nope)" "ingest nope /dev/null"; do
  >   echo "== $c"; err kamu $c; echo "[$?]"
  > done
  == tail nope
  Error: Dataset not found: nope
  
  [1]
  == log nope
  Error: Dataset not found: nope
  
  [1]
  == inspect schema nope
  Error: Dataset not found: nope
  
  [1]
  == inspect query nope
  Error: Dataset not found: nope
  
  [1]
  == inspect lineage nope
  Error: Dataset not found: nope
  
  [1]
  == verify nope
  Error: Dataset not found: nope
  
  [1]
  == delete nope
  Error: Dataset not found: nope
  
  [1]
  == rename nope x
  Error: Dataset not found: nope
  
  [1]
  == reset nope f16200000000000000000000000000000000000000000000000000000000000000000
  Error: Dataset not found: nope
  
  [1]
  == export nope --output-format csv
  Error: Dataset not found: nope
  
  [1]
  == system compact --hard nope
  Error: Dataset not found: nope
  
  [1]
  == repo alias list nope
  Error: Dataset not found: nope
  
  [1]
  == repo alias add nope http://a.com --pull
  Error: Dataset not found: nope
  
  [1]
  == push nope --to file:///nonexistent/none
  Error: Dataset not found: nope
  
  [1]
  == push nope
  Error: Dataset not found: nope
  
  [1]
  == pull nope
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to pull nope: Dataset not found: nope
  
  [1]
  == pull nope --set-watermark 2020-01-01T00:00:00Z
  Error: Dataset not found: nope
  
  [1]
  == sql -c select*from(nope)
  Error:
    0: table 'kamu.kamu.nope' not found
    1: Error during planning: table 'kamu.kamu.nope' not found
    at: query:1:13 (byte 12)
    found: nope)
  
  [1]
  == ingest nope /dev/null
  Error: Dataset not found: nope
  
  [1]
