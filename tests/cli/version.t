  $ . "$KAMU_LIB"
  $ kamu version -o json | python3 -c 'import json,sys; print(sorted(json.load(sys.stdin)))'
  ['appVersion', 'buildTimestamp', 'cargoFeatures', 'cargoOptLevel', 'cargoTargetTriple', 'compatibleWith', 'compiler', 'gitBranch', 'gitCommitDate', 'gitDescribe', 'gitSha', 'rustcChannel', 'rustcCommitSha', 'rustcHostTriple', 'rustcSemver']
  $ kamu version -o json | head -2 | sed 's/"[0-9.]*"/<version>/'
  {
    "appVersion": <version>,
  $ kamu version -o yaml | cut -d: -f1 | head -3
  appVersion
  buildTimestamp
  gitDescribe
  $ cmp <(kamu version) <(kamu version -o json) && cmp <(kamu version -o shell) <(kamu version -o yaml)
  $ kamu system info -o yaml | sed -n '/^workspace/,$p'
  workspace:
    version: 0
    rootDir: ''
  containerRuntime:
    info:
      error: this program runs no containers
  $ kamu -q init; kamu system info -o json | python3 -c 'import json,sys
  > d = json.load(sys.stdin); print(d["workspace"]["version"], list(d), d["workspace"]["rootDir"])' | norm
  7 ['build', 'workspace', 'containerRuntime'] <dir>
