Who sees a dataset: --visibility of add and pull, what a server says to strangers, and what is forgotten with a dataset.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/server.sh"; unset KAMU_JWT_SECRET
  $ mkdir one two mt; cd one; kamu -q init
  $ ds() { printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: %s, kind: Root, metadata: []}\n' "$1" | kamu "${@:3}" -q add --stdin $2; }
  $ ds usual; ds open '--visibility public'; ds hidden '--visibility private'
  $ norm < .kamu/server/rights
  <did> private
  $ serve; see() { for d in "$@"; do curl -s -o /dev/null -w "$d %{http_code}\n" ${H:+-H "$H"} "$BASE/$d/refs/head"; done; }
  $ see usual open hidden nope
  usual 200
  open 200
  hidden 404
  nope 404
  $ H="Authorization: Bearer $(kamu system generate-token --login kamu)" see usual hidden nope
  usual 200
  hidden 200
  nope 404
A bad token is refused before it is looked what there is:
  $ H="Authorization: Bearer bad" see usual hidden nope
  usual 401
  hidden 401
  nope 401
A new dataset of the name of one that was hidden is as usual:
  $ kamu -qy delete hidden 2>&1; cat .kamu/server/rights; ds hidden; see hidden
  Deleted 1 dataset(s)
  hidden 200
  $ ds usual '--replace --visibility private' -y; see usual; ds usual '--replace' -y; see usual; cat .kamu/server/rights
  usual 404
  usual 200
Pulled:
  $ cd ../two; kamu -q init; kamu -q pull "file://$(ls -d ../one/.kamu/datasets/fed* | head -1 | xargs realpath)" --as copy --visibility private; norm < .kamu/server/rights
  <did> private
Of several tenants, where private is usual:
  $ stop; cd ../mt; printf 'kind: CLIConfig\nversion: 1\ncontent: {auth: {users: {predefined: [{accountName: alice, password: alice.password, email: a@x}, {accountName: bob, password: bob.password, email: b@x}]}}}\n' > .kamuconfig
  $ kamu -q init --multi-tenant
  $ ds usual '' --account alice; ds open '--visibility public' --account alice; ds usual '' --account bob
  $ kamu list --all-accounts -o csv | cut -d, -f1-3
  Owner,Name,Visibility
  alice,open,public
  alice,usual,private
  bob,usual,private
  $ serve; see alice/usual alice/open
  alice/usual 404
  alice/open 200
  $ H="Authorization: Bearer $(kamu system generate-token --login bob)" see alice/usual alice/open bob/usual
  alice/usual 404
  alice/open 200
  bob/usual 200
