Manifests from a web server.

  $ . "$KAMU_LIB"; kamu init -q
  $ mkdir www; printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: web, kind: Root, metadata: []}\n' > www/a.yaml
  $ python3 -c 'import http.server, functools, os
  > s = http.server.HTTPServer(("127.0.0.1", 0), functools.partial(http.server.SimpleHTTPRequestHandler, directory="www"))
  > open("port.tmp", "w").write(str(s.server_port)); os.rename("port.tmp", "port"); s.serve_forever()' 2>/dev/null & server=$!
  $ for i in $(seq 100); do [ -e port ] && break; sleep 0.1; done; P=$(cat port)
  $ K add http://127.0.0.1:$P/a.yaml
  Added: web
  Added 1 dataset(s)
  $ err K add http://127.0.0.1:$P/none.yaml | sed "s/$P/<port>/g"
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from http://127.0.0.1:<port>/none.yaml: Source not found at http://127.0.0.1:<port>/none.yaml
  
  [1]
  $ kill $server; wait $server 2>/dev/null
  [143]
  $ err K add http://127.0.0.1:$P/a.yaml | sed -E "s/$P/<port>/g; s/(Failed to connect).*/\1/"
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from http://127.0.0.1:<port>/a.yaml:
    0: Source is unreachable at http://127.0.0.1:<port>/a.yaml
    1: Cannot reach http://127.0.0.1:<port>/a.yaml: Failed to connect
  
  [1]
