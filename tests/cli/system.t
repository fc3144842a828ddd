  $ . "$KAMU_LIB"
  $ kamu system diagnose
  Directory is not kamu workspace
  Run `kamu init` command to initialize a new workspace
  $ kamu init -q; kamu system gc
  Cleaning cache...
  Workspace is already clean
  $ kamu system diagnose
  workspace readable... ok
  workspace writable... ok
  workspace consistent... ok
  Kamu environment is healthy
  $ gps; row 1 2 3 | K ingest gps --stdin; kamu list >/dev/null
  Dataset updated
  $ err kamu system e2e --action get-last-data-block-path --dataset gps | sed -E 's#(data/).*#\1<hash>#'
  <dir>/.kamu/datasets/<did>/data/<hash>
  $ kamu system gc 2>&1 | sed -E 's/[0-9.]+ (Ki)?B/<size>/g'
  Cleaning cache... (<size>)
  Cleaned up <size> in the workspace
  $ kamu system gc 2>&1 | sed -E "s/[0-9.]+ (Ki)?B/<size>/g"
  Cleaning cache... (<size>)
  Cleaned up <size> in the workspace
  $ kamu -y reset gps HEAD~1; kamu system gc --dry-run --keep-younger 0 2>&1 | sed -E 's/[0-9.]+ (Ki)?B/<size>/g'
  Dataset was reset
  Cleaning cache... (<size>)
  There are 2 unreachable file(s) (<size>)
  Would clean up <size> in the workspace
  $ kamu system e2e --action account-add a b
  Add a... Done
  Add b... Done
  $ err kamu system e2e --action get-last-data-block-path
  Error: dataset required
  
  [1]
  $ err kamu system e2e
  error: the following required arguments were not provided:
    --action <ACT>
  
  Usage: kamu system e2e --action <ACT> [ARGUMENTS]...
  
  For more information, try '--help'.
  [2]
  $ kamu system diagnose
  workspace readable... ok
  workspace writable... ok
  workspace consistent... ok
  Kamu environment is healthy
  $ data=$(echo .kamu/datasets/*/blocks/*); for f in $data; do truncate -s 10 $f; done
  $ err kamu system diagnose | head -5
  workspace readable... ok
  workspace writable... ok
  workspace consistent... failed
    gps: Block is malformed: <hash>: its 10 bytes hash to <hash>
  Error: The workspace is not healthy
  [1]

tokens

  $ export KAMU_JWT_SECRET=secret
  $ t=$(kamu --system-time 2020-01-01T00:00:00Z system generate-token --login kamu); echo $t | tr . '\n' | head -2 | while read p; do python3 -c 'import base64,sys; print(base64.urlsafe_b64decode(sys.argv[1] + "=="))' $p; done | norm
  b'{"typ":"JWT","alg":"HS384"}'
  b'{"exp":1577840400,"iat":1577836800,"iss":"dev.kamu","sub":"<did>"}'
  $ kamu system debug-token $t | norm
  # Header
  alg: HS384
  typ: JWT
  # Claims
  exp: 1577840400
  iat: 1577836800
  iss: dev.kamu
  sub: <did>
  $ KAMU_JWT_SECRET=other err kamu system debug-token $t | tail -2
  Error: Token validation failed: invalid signature
  
  [1]
  $ err kamu system debug-token nonsense
  Error: Malformed token: expected header.claims.signature
  
  [1]
  $ err kamu system generate-token
  Error: Specify --login or --subject
  
  [1]
  $ err kamu system generate-token --subject nobody
  Error: Value 'nobody' is not a valid AccountID
  
  [1]

what is not here

  $ for c in notebook ui "search x" "system depgraph"; do err kamu $c; done
  Error: `notebook` is not part of this program
    hint: kamu-cli 0.265.0 has it, and can be run on the same workspace
  
  Error: `ui` is not part of this program
    hint: kamu-cli 0.265.0 has it, and can be run on the same workspace
  
  Error: `search` is not part of this program
    hint: kamu-cli 0.265.0 has it, and can be run on the same workspace
  
  Error: `depgraph` is not part of this program
    hint: kamu-cli 0.265.0 has it, and can be run on the same workspace
  
  [1]
