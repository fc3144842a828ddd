push and pull over HTTP: any server of files is enough to pull, one with PUT to push.

  $ . "$KAMU_LIB"; T=$PWD; there() { mkdir -p $T/$1; cd $T/$1; kamu -q init; }; at() { cd $T/$1; }
  $ there first; gps; for i in 0 1 2; do row $i $i.5 $i | K -q ingest gps --stdin; done
  $ cd $T; mkdir www; webserver.py 2>/dev/null & server=$!
  $ for i in $(seq 200); do [ -e $T/port ] && break; sleep 0.05; done; U=http://127.0.0.1:$(cat $T/port)
  $ say() { "$@" 2>&1 | sed "s#$U#<url>#g; s#$T#<top>#g" | norm; }
  $ asked() { norm < $T/log | sed 's/bytes=[0-9]*-$/from <n>/'; rm -f $T/log; }

A push: blocks and data, the head last. The second one sends what is new.

  $ at first; say kamu push gps --to $U/plain/gps; asked
  1 dataset(s) pushed
  GET /plain/gps/refs/head 404
  PUT /plain/gps/blocks/<hash> 201
  PUT /plain/gps/blocks/<hash> 201
  PUT /plain/gps/blocks/<hash> 201
  PUT /plain/gps/blocks/<hash> 201
  PUT /plain/gps/blocks/<hash> 201
  HEAD /plain/gps/data/<hash> 404
  PUT /plain/gps/data/<hash> 201
  PUT /plain/gps/blocks/<hash> 201
  HEAD /plain/gps/data/<hash> 404
  PUT /plain/gps/data/<hash> 201
  PUT /plain/gps/blocks/<hash> 201
  HEAD /plain/gps/data/<hash> 404
  PUT /plain/gps/data/<hash> 201
  PUT /plain/gps/refs/head 201
  $ cmp ../www/gps/refs/head .kamu/datasets/*/refs/head && diff -r ../www/gps/blocks .kamu/datasets/*/blocks && diff -r ../www/gps/data .kamu/datasets/*/data
  $ say kamu push gps; asked
  1 dataset(s) up-to-date
  GET /plain/gps/refs/head 200
  $ row 3 3.5 3 | K -q ingest gps --stdin; say kamu push gps; asked
  1 dataset(s) pushed
  GET /plain/gps/refs/head 200
  PUT /plain/gps/blocks/<hash> 201
  HEAD /plain/gps/data/<hash> 404
  PUT /plain/gps/data/<hash> 201
  PUT /plain/gps/refs/head 201
  $ say kamu repo alias list -o csv; echo
  Dataset,Kind,Alias
  gps,Push,<url>/plain/gps

A pull, and what it asks for; the next one needs only the head.

  $ there second; say kamu pull $U/plain/gps; asked
  1 dataset(s) updated
  GET /plain/gps/refs/head 200
  GET /plain/gps/blocks/<hash> 200
  GET /plain/gps/blocks/<hash> 200
  GET /plain/gps/blocks/<hash> 200
  GET /plain/gps/blocks/<hash> 200
  GET /plain/gps/blocks/<hash> 200
  GET /plain/gps/blocks/<hash> 200
  GET /plain/gps/blocks/<hash> 200
  GET /plain/gps/blocks/<hash> 200
  GET /plain/gps/data/<hash> 200
  GET /plain/gps/data/<hash> 200
  GET /plain/gps/data/<hash> 200
  GET /plain/gps/data/<hash> 200
  $ say kamu pull gps; asked
  1 dataset(s) up-to-date
  GET /plain/gps/refs/head 200
  $ at first; row 4 4.5 4 | K -q ingest gps --stdin; kamu -q push gps; rm $T/log; at second; say kamu pull gps; asked
  1 dataset(s) updated
  GET /plain/gps/refs/head 200
  GET /plain/gps/blocks/<hash> 200
  GET /plain/gps/data/<hash> 200
  $ kamu tail gps -o csv --columns offset,lat -n 2; echo; kamu verify gps; ls .kamu/cache/remotes
  offset,lat
  3,3.0
  4,4.0
  1 dataset(s) are valid

Other names for it: a repository, odf+http, --as; a redirect.

  $ there third; kamu repo add lab $U/plain; say kamu pull lab/gps --no-alias; kamu -q -y delete gps; say kamu pull odf+$U/plain/gps --as by.odf; kamu -q -y delete by.odf; say kamu pull $U/moved/gps --as moved; kamu list -o csv | cut -d, -f1,2; rm $T/log
  Added: lab
  1 dataset(s) updated
  Deleted 1 dataset(s)
  1 dataset(s) updated
  Deleted 1 dataset(s)
  1 dataset(s) updated
  Name,Kind
  moved,Remote(Root)

Servers that fail in passing: asked again.

  $ there fourth; say kamu pull $U/flaky/gps; asked | sort | uniq -c
  1 dataset(s) updated
        9 GET /flaky/gps/blocks/<hash> 200
        9 GET /flaky/gps/blocks/<hash> 503
        5 GET /flaky/gps/data/<hash> 200
        5 GET /flaky/gps/data/<hash> 503
        1 GET /flaky/gps/refs/head 200
        1 GET /flaky/gps/refs/head 503

A pull that is cut short goes on: whole objects are not fetched again, a partial one from its end on.

  $ touch $T/stop; there fifth; say kamu pull $U/halves/gps; kamu list; echo; rm $T/stop $T/log; ls .kamu/cache/remotes/*/data | sed 's/.*[.]/part: ./' | sort | uniq -c | norm
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync gps from <url>/halves/gps: The server refuses access to <url>/halves/gps/data/<hash> with status 403
    hint: `kamu login` gets a token for the server, which is used here
  
  []
        5 part: .part
  $ say kamu pull $U/halves/gps; kamu verify gps; asked | sort | uniq -c
  1 dataset(s) updated
  1 dataset(s) are valid
        5 GET /halves/gps/data/<hash> 206 from <n>
        1 GET /halves/gps/refs/head 200

Servers that lie: nothing of it stays.

  $ there liars
  $ say kamu pull $U/short/gps
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync gps from <url>/short/gps:
    0: Repository appears to have corrupted data
    1: <url>/short/gps/data/<hash> ends after 816 of 817 bytes
  
  [1]
  $ say kamu pull $U/endless/gps | sed 's/longer than [0-9]*/longer than <n>/'
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync gps from <url>/endless/gps: <url>/endless/gps/data/<hash> is longer than <n> bytes
  
  [1]
  $ say kamu pull $U/file/gps | sed 's/: Protocol.*/: Protocol .../'
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync gps from <url>/file/gps: Cannot reach <url>/file/gps/refs/head: Protocol ...
  
  [1]
  $ cp -r ../www/gps ../www/bad; B=$(cat ../www/bad/refs/head); printf x >> ../www/bad/blocks/$B; say kamu pull $U/plain/bad
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync bad from <url>/plain/bad:
    0: Repository appears to have corrupted data
    1: Block is malformed: <hash>: its 353 bytes hash to <hash>
  
  [1]
  $ cp ../www/gps/blocks/$B ../www/bad/blocks; for f in ../www/bad/data/*; do printf '\0' | dd of=$f bs=1 seek=9 conv=notrunc 2>/dev/null; done; say kamu pull $U/plain/bad
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync bad from <url>/plain/bad:
    0: Repository appears to have corrupted data
    1: Data file hash declared by the source didn't match the computed
    2: Expected hash <hash> but got <hash>
  
  [1]
  $ rm ../www/bad/data/*; say kamu pull $U/plain/bad
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync bad from <url>/plain/bad:
    0: Repository appears to have corrupted data
    1: Object does not exist: <hash>
  
  [1]
  $ printf 'f1620' > ../www/bad/refs/head; say kamu pull $U/plain/bad
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync bad from <url>/plain/bad: <url>/plain/bad/refs/head is no block hash
    found: f1620
  
  [1]
  $ say kamu pull $U/plain/none
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync none from <url>/plain/none: Dataset <url>/plain/none/ not found
  
  [1]
  $ kamu list; echo; rm $T/log
  []

After a mended file the next pull takes it.

  $ cp -r ../www/gps/. ../www/bad; say kamu pull $U/plain/bad; rm $T/log
  1 dataset(s) updated

Tokens, as kamu-cli keeps them.

  $ kamu -q -y delete bad; say kamu pull $U/secret/gps
  Deleted 1 dataset(s)
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync gps from <url>/secret/gps: The server refuses access to <url>/secret/gps/refs/head with status 401
    hint: `kamu login` gets a token for the server, which is used here
  
  [1]
  $ printf 'kind: KamuTokenStore\nversion: 1\ncontent:\n- frontendUrl: %s/\n  backendUrl: %s/\n  tokens:\n  - accountName: kamu\n    accessToken: open sesame\n' $U $U > .kamu/.kamutokenstore; say kamu pull $U/secret/gps
  1 dataset(s) updated

Diverged, ahead; --force.

  $ at fourth; kamu -q repo alias rm gps --all 2>/dev/null; row 8 8.5 8 | K -q ingest gps --stdin; say kamu pull $U/plain/gps --no-alias
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync gps from <url>/plain/gps: Destination head <hash> is ahead of source head <hash> by 1 blocks
    hint: --force overwrites the destination
  
  [1]
  $ at first; row 9 9.5 9 | K -q ingest gps --stdin; kamu -q push gps; at fourth; say kamu pull $U/plain/gps --no-alias
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync gps from <url>/plain/gps: Source and destination datasets have diverged and have 1 and 1 different blocks respectively, source head is <hash>, destination head is <hash>
    hint: --force overwrites the destination
  
  [1]
  $ say kamu push gps --to $U/plain/gps
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push gps to <url>/plain/gps: Source and destination datasets have diverged and have 1 and 1 different blocks respectively, source head is <hash>, destination head is <hash>
    hint: --force overwrites the destination
  
  [1]
  $ say kamu push gps --to $U/plain/gps --force; kamu tail gps -n 1 --columns lat -o csv; echo
  1 dataset(s) pushed
  lat
  8.0
  $ at first; say kamu pull $U/plain/gps; say kamu pull $U/plain/gps --force; kamu tail gps -n 1 --columns lat -o csv; echo
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync gps from <url>/plain/gps: Source and destination datasets have diverged and have 1 and 1 different blocks respectively, source head is <hash>, destination head is <hash>
    hint: --force overwrites the destination
  
  1 dataset(s) updated
  lat
  8.0
  $ row 10 1.5 10 | K -q ingest gps --stdin 2>/dev/null; at fourth; row 11 1.5 11 | K -q ingest gps --stdin; kamu repo alias add gps $U/plain/gps --push 2>/dev/null; say kamu delete gps
  gps dataset is out of sync with remote(s):
   - ahead of '<url>/plain/gps'
  
  You are about to delete following dataset(s):
    gps
  This operation is irreversible!
  Do you wish to continue? [y/N]:  Assuming 'no' because --yes flag was not provided
  Error: Operation aborted
  
  [1]

Servers that take no PUT, or cannot be reached.

  $ at first; say kamu push gps --to $U/readonly/other
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push gps to <url>/readonly/other: Resource is read-only
    hint: The server takes no PUT for <url>/readonly/other/blocks/<hash>
  
  [1]
  $ say kamu push gps --to odf+$U/gps
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push gps to odf+<url>/gps: Dataset <url>/gps/ not found
  
  [1]
  $ kill $server; wait $server 2>/dev/null
  [143]
  $ say kamu push gps --to http://127.0.0.1:1/gps | sed 's/Failed to connect.*/Failed to connect/'
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push gps to http://127.0.0.1:1/gps: Cannot reach http://127.0.0.1:1/gps/refs/head: Failed to connect
  
  [1]
