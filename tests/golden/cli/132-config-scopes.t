Config files of outer directories, the user scope, environment variables (CF3).

  $ . "$KAMU_LIB"; WS=$PWD
  $ export HOME=$PWD/home XDG_CONFIG_HOME=$PWD/home/.config; mkdir -p home in; cd in; kamu -q init
  $ cat > ../.kamuconfig <<'Y'
  > kind: CLIConfig
  > version: 1
  > content:
  >   engine:
  >     runtime: podman
  >   uploads:
  >     maxFileSizeInMb: 42
  > Y
  $ kamu config list
  engine:
    runtime: podman
  uploads:
    maxFileSizeInMb: 42
  
  $ kamu config set uploads.maxFileSizeInMb 7; kamu config list; kamu config list --scope workspace
  Set uploads.maxFileSizeInMb to 7 in combined scope
  engine:
    runtime: podman
  uploads:
    maxFileSizeInMb: 7
  
  uploads:
    maxFileSizeInMb: 7
  
  $ cat .kamu/.kamuconfig ../.kamuconfig
  kind: CLIConfig
  version: 1
  content:
    uploads:
      maxFileSizeInMb: 7
  kind: CLIConfig
  version: 1
  content:
    engine:
      runtime: podman
    uploads:
      maxFileSizeInMb: 42
  $ kamu config set --user engine.networkNs host; kamu config list --user; kamu config list; (cd ..; find home -type f)
  Set engine.networkNs to host in user scope
  engine:
    networkNs: host
  
  engine:
    runtime: podman
  uploads:
    maxFileSizeInMb: 7
  
  home/.config/kamu/config.yaml
  $ KAMU_CONFIG__uploads__maxFileSizeInMb=99 kamu config get uploads.maxFileSizeInMb
  99
  
  $ KAMU_CONFIG__UPLOADS__MAXFILESIZEINMB=99 err kamu config get uploads.maxFileSizeInMb
  Error: unknown field `UPLOADS`, expected one of `database`, `datasetEnvVars`, `engine`, `flowSystem`, `webhooks`, `frontend`, `identity`, `outbox`, `protocol`, `search`, `source`, `auth`, `uploads`, `didEncryption`, `quotaDefaults`, `extra`
  
  [1]
  $ printf 'kind: CLIConfig\nversion: 1\ncontent: {uploads: {maxFileSizeInMb: 1}}\n' > ../one.yaml; KAMU_CONFIG=../one.yaml kamu config list
  uploads:
    maxFileSizeInMb: 1
  
  $ KAMU_CONFIG=../none.yaml err kamu config list
  Error: No such file or directory (os error 2)
    in: ../none.yaml
  
  [1]

outside a workspace

  $ cd ..; rm .kamuconfig; err kamu config list; err kamu config set engine.runtime podman; err kamu config set --scope workspace engine.runtime podman; err kamu config set --user engine.runtime podman; find home -type f | xargs cat
  {}
  
  Error: Directory is not a kamu workspace
  
  Error: Directory is not a kamu workspace
  
  Set engine.runtime to podman in user scope
  kind: CLIConfig
  version: 1
  content:
    engine:
      networkNs: host
      runtime: podman
