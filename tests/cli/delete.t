  $ . "$KAMU_LIB"; kamu init -q; gps
  $ err kamu delete
  Error: Specify dataset(s) or pass --all
  
  [1]
  $ err kamu delete gps --all
  Error: You can either specify dataset(s) or pass --all
  
  [1]
  $ err kamu delete nope
  Error: Dataset not found: nope
  
  [1]
  $ kamu delete 'nope%'
  There are no datasets matching the pattern
  $ err kamu delete gps
  You are about to delete following dataset(s):
    gps
  This operation is irreversible!
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  [1]
  $ kamu delete gps -y
  Deleted 1 dataset(s)
  $ kamu list; echo
  []
  $ kamu delete --all
  There are no datasets matching the pattern
  $ gps; printf '%s\n' 'kind: DatasetSnapshot' 'version: 1' 'content:' '  name: derived' '  kind: Derivative' '  metadata:' '    - {kind: SetTransform, inputs: [{datasetRef: gps}], transform: {kind: Sql, engine: datafusion, query: select 1}}' | K add --stdin
  Added: derived
  Added 1 dataset(s)
  $ err kamu -y delete gps
  Error: Dataset gps is referenced by: derived
  
  [1]
  $ err kamu delete gps --recursive
  You are about to delete following dataset(s):
    derived
    gps
  This operation is irreversible!
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  [1]
  $ kamu -y rm gps --recursive
  Deleted 2 dataset(s)
  $ kamu list; echo
  []

copies elsewhere

  $ gps; kamu repo alias add --push gps "file://$PWD/copy" 2>&1 | norm
  Added: file://<dir>/copy (push)
  $ cp -r .kamu/datasets/* copy; err kamu delete gps
  You are about to delete following dataset(s):
    gps
  This operation is irreversible!
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  [1]
  $ row 1 2 3 | K ingest gps --stdin; err kamu delete gps
  Dataset updated
  gps dataset is out of sync with remote(s):
   - ahead of 'file://<dir>/copy'
  
  You are about to delete following dataset(s):
    gps
  This operation is irreversible!
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  [1]
  $ rm -r copy; kamu -y delete gps 2>&1 | norm
  gps dataset is out of sync with remote(s):
   - could not check state of 'file://<dir>/copy'. Error: Remote dataset not found
  
  Deleted 1 dataset(s)
