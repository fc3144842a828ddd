A workspace that may not be written: reading works, writing says why.

  $ . "$KAMU_LIB"
  $ D=$(mktemp -d -p /tmp); chmod 755 "$D"; cd "$D"; cp "$(readlink -f "$(command -v kamu)")" ./kamu-copy
  $ kamu init -q; gps; row 1 2 3 | K ingest gps --stdin
  Dataset updated
  $ user() { if [ "$(id -u)" = 0 ]; then setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/nonexistent "$PWD/kamu-copy" --system-time $NOW "$@"; else "$PWD/kamu-copy" --system-time $NOW "$@"; fi; }
  $ [ "$(id -u)" = 0 ] || chmod -R a-w .kamu
  $ user list -o csv | cut -d, -f1; echo
  Name
  gps
  
  $ user tail gps -o csv; echo
  offset,op,system_time,t,long,lat
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:01Z,2.0,3.0
  $ user verify gps
  1 dataset(s) are valid
  $ user log gps | grep -c Block
  5
  $ w() { "$@" 2>&1 | norm | sed -E 's/\.(kamu-)?pending-[A-Za-z0-9]+/.pending-<x>/g; s/<did>/<id>/g'; }
  $ row 2 3 4 | w user ingest gps --stdin
  Error: Cannot create <dir>/.kamu/datasets/<id>/data/.pending-<x>: Permission denied (os error 13)
  
  [1]
  $ printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: n, kind: Root, metadata: []}\n' | w user add --stdin
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset n: Cannot create directory <dir>/.kamu/datasets/.pending-<x>: Permission denied (os error 13)
  
  [1]
  $ w user -y delete gps
  Error: Cannot lock <dir>/.kamu/datasets/.lock: Permission denied (os error 13)
  
  [1]
  $ w user rename gps other
  Error: Cannot lock <dir>/.kamu/datasets/.lock: Permission denied (os error 13)
  
  [1]
  $ [ "$(id -u)" = 0 ] || chmod -R u+w .kamu
  $ kamu list -o csv | cut -d, -f1,4; echo
  Name,Records
  gps,1
  

a file where a directory should be

  $ E=$(mktemp -d); cd $E; echo words > .kamu; w kamu list; w kamu init
  Error: Directory is not a kamu workspace
  
  Error: Cannot rename <dir>/.pending-<x> to <dir>/.kamu: Not a directory (os error 20)
  
  [1]
  $ rm .kamu; : > f; KAMU_WORKSPACE=$PWD/f w kamu list
  Error: Directory is not a kamu workspace
  
  [1]
  $ cd /; rm -rf "$D"
