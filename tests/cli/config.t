  $ . "$KAMU_LIB"; export XDG_CONFIG_HOME=$PWD/xdg; mkdir in; cd in
  $ err kamu config list
  {}
  
  $ err kamu config set engine.runtime podman
  Error: Directory is not a kamu workspace
  
  [1]
  $ kamu init -q
  $ kamu config set uploads.maxFileSizeInMb 42; kamu config get uploads.maxFileSizeInMb
  Set uploads.maxFileSizeInMb to 42 in combined scope
  42
  
  $ kamu config set --scope workspace engine.runtime podman; kamu config list --scope workspace
  Set engine.runtime to podman in workspace scope
  engine:
    runtime: podman
  uploads:
    maxFileSizeInMb: 42
  
  $ kamu config list -o json; kamu config get engine -o json
  {"engine":{"runtime":"podman"},"uploads":{"maxFileSizeInMb":42}}
  {"runtime":"podman"}
  $ kamu config set uploads.maxFileSizeInMb; kamu config ls
  Removed uploads.maxFileSizeInMb from combined scope
  engine:
    runtime: podman
  uploads: {}
  
  $ cat .kamu/.kamuconfig
  kind: CLIConfig
  version: 1
  content:
    engine:
      runtime: podman
    uploads: {}
  $ err kamu config set uploads.maxFileSizeInMb
  Error: Path uploads.maxFileSizeInMb not found
  
  [1]
  $ err kamu config get no.such
  Error: Path no.such not found
  
  [1]
  $ kamu config get uploads.maxFileSizeInMb --with-defaults
  50
  
  $ kamu config get engine.images.nope --with-defaults 2>/dev/null
  [1]
  $ kamu config list --with-defaults | wc -l
  88

what is checked

  $ for c in "foo 1" "engine.foo 1" "engine 1" "engine.runtime nonsense" "engine.runtime PODMAN" "engine.maxConcurrency many" "uploads.maxFileSizeInMb 1.5" "uploads.maxFileSizeInMb null" "engine.startTimeout 5" "engine.startTimeout 5x" "protocol.flightSql.allowAnonymous maybe" "engine.images.spark 5" "uploads.maxFileSizeInMb [" "engine.datafusionEmbedded.base.x 1" "search.repo {}" "extra.graphql.x 1"; do
  >   echo "== $c"; err kamu config set ${c%% *} "${c#* }"
  > done
  == foo 1
  Error: unknown field `foo`, expected one of `database`, `datasetEnvVars`, `engine`, `flowSystem`, `webhooks`, `frontend`, `identity`, `outbox`, `protocol`, `search`, `source`, `auth`, `uploads`, `didEncryption`, `quotaDefaults`, `extra`
  
  == engine.foo 1
  Error: unknown field `foo`, expected one of `maxConcurrency`, `runtime`, `networkNs`, `startTimeout`, `shutdownTimeout`, `images`, `datafusionEmbedded`
  
  == engine 1
  Error: invalid type: number, expected struct EngineConfig
  
  == engine.runtime nonsense
  Error: unknown variant `nonsense`, expected one of `Docker`, `docker`, `Podman`, `podman`
  
  == engine.runtime PODMAN
  Error: unknown variant `PODMAN`, expected one of `Docker`, `docker`, `Podman`, `podman`
  
  == engine.maxConcurrency many
  Error: invalid type: string "many", expected u32
  
  == uploads.maxFileSizeInMb 1.5
  Error: invalid number
  
  == uploads.maxFileSizeInMb null
  Error: invalid type: null, expected usize
  
  == engine.startTimeout 5
  Error: invalid type: number, expected string
  
  == engine.startTimeout 5x
  Error: invalid value: string "missing time duration format, must be multiples of `[0-9]+(ns|us|ms|[smhdwy])`", expected string
  
  == protocol.flightSql.allowAnonymous maybe
  Error: invalid type: string "maybe", expected a boolean
  
  == engine.images.spark 5
  Error: invalid type: number, expected a string
  
  == uploads.maxFileSizeInMb [
  Error: did not find expected node content at line 2 column 1, while parsing a flow node
  
  == engine.datafusionEmbedded.base.x 1
  Error: invalid type: number, expected a string
  
  == search.repo {}
  Error: missing field `kind`
  
  == extra.graphql.x 1
  Error: unknown field `x`, there are no fields
  
  [1]
  $ err kamu config set -i json engine.runtime podman
  Error: invalid token near 'podman' at line 1 column 6
  
  [1]
  $ kamu config set -i json engine.runtime '"docker"'; kamu config get engine.runtime
  Set engine.runtime to "docker" in combined scope
  docker
  
  $ kamu config set engine.datafusionEmbedded.base.x "'yes # no: 1'"; kamu config get engine.datafusionEmbedded
  Set engine.datafusionEmbedded.base.x to 'yes # no: 1' in combined scope
  base:
    x: 'yes # no: 1'
  

files, in their order

  $ kamu config set --user engine.networkNs host; cat ../xdg/kamu/config.yaml; kamu config list --user
  Set engine.networkNs to host in user scope
  kind: CLIConfig
  version: 1
  content:
    engine:
      networkNs: host
  engine:
    networkNs: host
  
  $ printf 'kind: CLIConfig\nversion: 1\ncontent: {uploads: {maxFileSizeInMb: 1}, engine: {runtime: podman}}\n' > ../.kamuconfig
  $ kamu config list
  engine:
    datafusionEmbedded:
      base:
        x: 'yes # no: 1'
    runtime: docker
  uploads:
    maxFileSizeInMb: 1
  
  $ KAMU_CONFIG__uploads__maxFileSizeInMb=99 kamu config get uploads
  maxFileSizeInMb: 99
  
  $ KAMU_CONFIG__UPLOADS=99 err kamu config get uploads
  Error: unknown field `UPLOADS`, expected one of `database`, `datasetEnvVars`, `engine`, `flowSystem`, `webhooks`, `frontend`, `identity`, `outbox`, `protocol`, `search`, `source`, `auth`, `uploads`, `didEncryption`, `quotaDefaults`, `extra`
  
  [1]
  $ KAMU_CONFIG=../.kamuconfig kamu config list
  engine:
    runtime: podman
  uploads:
    maxFileSizeInMb: 1
  
  $ KAMU_CONFIG=../.kamuconfig,../xdg/kamu/config.yaml kamu config list -o json
  {"engine":{"networkNs":"host","runtime":"podman"},"uploads":{"maxFileSizeInMb":1}}
  $ KAMU_CONFIG=../none.yaml err kamu config list
  Error: No such file or directory (os error 2)
    in: ../none.yaml
  
  [1]
  $ echo 'kind: Other' > bad.yaml; KAMU_CONFIG=bad.yaml err kamu config list
  Error: Configuration file bad.yaml must have `kind: CLIConfig`
  
  [1]
  $ printf 'kind: CLIConfig\nversion: 2\n' > bad.yaml; KAMU_CONFIG=bad.yaml err kamu config list
  Error: Configuration file bad.yaml must have `version: 1`
  
  [1]
  $ printf 'kind: CLIConfig\nversion: 1\ncontent: {a: [}\n' > bad.yaml; KAMU_CONFIG=bad.yaml err kamu config list
  Error:
    0: Configuration file bad.yaml
    1: did not find expected node content at line 3 column 15, while parsing a flow node
  
  [1]
