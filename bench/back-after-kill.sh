#!/usr/bin/env bash
# From `kill -9` of the server, started again at once, until it lists every agent as connected. Everything in a temporary folder; needs Release builds (bench/run.sh makes them).
#   bench/back-after-kill.sh [ROUNDS [AGENTS]]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-10}
agents=${2:-3}

work=$(mktemp -d)
pids=()
server=""
cleanup() {
    for pid in "${pids[@]}" $server; do
        kill -TERM "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap cleanup EXIT

serve() {
    src/RemoteExec.Server/bin/Release/net10.0/remoteexec-server --data "$work/server" --listen "127.0.0.1:$1" --http "http://127.0.0.1:$2" >>"$work/server.log" 2>&1 &
    server=$!
}
port() { sed -n "s/.*\"$1\" *: *\"[^\"]*:\([0-9]*\)\".*/\1/p" "$work/server/endpoints.json"; }
connected() { curl -s -H "Authorization: Bearer $token" "http://127.0.0.1:$http/api/v1/machines" | grep -o '"connected":true' | wc -l; }
all_are_back() { while [ "$(connected)" -lt "$agents" ]; do sleep 0.02; done; }

serve 0 0
while [ ! -s "$work/server/endpoints.json" ]; do sleep 0.05; done
at=$(port agents)
http=$(port http)
token=$(cat "$work/server/admin-token")
for name in $(seq "$agents"); do
    src/RemoteExec.Agent/bin/Release/net10.0/remoteexec-agent run --server "127.0.0.1:$at" --name "lab-$name" --data "$work/agent-$name" \
        --password-file "$work/server/agent-password" --trust-on-first-use --allow /usr/bin --on-exit stop >>"$work/agent.log" 2>&1 &
    pids+=($!)
done
all_are_back

times=()
for _ in $(seq "$rounds"); do
    sleep 2
    kill -9 "$server"
    began=$(date +%s%N)
    wait "$server" 2>/dev/null || true
    serve "$at" "$http"
    all_are_back
    times+=($((($(date +%s%N) - began) / 1000000)))
done
echo "| agents | all connected again, ms (median) | range |"
echo "|--:|--:|--:|"
sorted=($(printf '%s\n' "${times[@]}" | sort -n))
echo "| $agents | ${sorted[$((rounds / 2))]} | ${sorted[0]}–${sorted[-1]} |"
