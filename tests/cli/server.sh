# Sourced after lib.sh by transcripts that need a server. serve [options of api-server]: a server of the workspace here;
# sets PORT, BASE, SRV_PID. stop: ends it. It ends with the transcript in any case.
SRV_PID=
serve() {
  local i
  PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  BASE=http://127.0.0.1:$PORT
  timeout -k 5 300 kamu $SRV_GLOBAL system api-server --http-port "$PORT" "$@" </dev/null >server.log 2>&1 &
  SRV_PID=$!
  for ((i = 0; i < 200; i++)); do
    curl -s -o /dev/null -m 2 "$BASE/system/health" && return 0
    kill -0 "$SRV_PID" 2>/dev/null || break
    sleep 0.05
  done
  echo "server did not start"; cat server.log; return 1
}
stop() { [ -z "$SRV_PID" ] || { kill "$SRV_PID"; wait "$SRV_PID"; } 2>/dev/null; SRV_PID=; }
trap stop EXIT
