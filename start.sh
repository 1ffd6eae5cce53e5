#!/usr/bin/env bash
# From a fresh clone to a program that ran: builds, starts a server and one agent on this machine, performs samples/hello.yaml and runs a program through them, and stays up until Ctrl-C.
# Data under ./.remoteexec/. Ports: 1875 for agents and 1876 for people, or free ones when those are taken.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/need.sh

need_dotnet
data="$PWD/.remoteexec"
server="$data/server"
mkdir -p "$data"
chmod 700 "$data"

echo "Building …"
dotnet build src/RemoteExec.Server -c Release --nologo -v quiet
dotnet build src/RemoteExec.Agent -c Release --nologo -v quiet
dotnet build src/RemoteExec.Cli -c Release --nologo -v quiet
bin() { echo "dotnet src/RemoteExec.$1/bin/Release/net10.0/$2.dll"; }
cli="$(bin Cli remoteexec) --data $server"

free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
agents=1875
http=1876
free $agents || agents=0
free $http || http=0

pids=()
stop() {
    trap - EXIT INT TERM
    echo
    echo "Stopping …"
    # The agent first: it takes its processes with it, and the server hears of that.
    for pid in "${pids[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    exit "${1:-0}"
}
trap 'stop 0' INT TERM
trap 'stop $?' EXIT

rm -f "$server/endpoints.json"
$(bin Server remoteexec-server) --data "$server" --listen "[::]:$agents" --http "http://127.0.0.1:$http" >"$data/server.log" 2>&1 &
server_pid=$!
for _ in $(seq 150); do
    [ -s "$server/endpoints.json" ] && break
    kill -0 "$server_pid" 2>/dev/null || { cat "$data/server.log" >&2; fail "The server did not start."; }
    sleep 0.2
done
[ -s "$server/endpoints.json" ] || { cat "$data/server.log" >&2; fail "The server did not start within 30 seconds."; }
field() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" "$server/endpoints.json" | head -n 1; }
address=$(field agents)
url=$(field http)

$(bin Agent remoteexec-agent) run --server "$address" --name demo --password-file "$server/agent-password" \
    --fingerprint "$(field fingerprint)" --allow /usr/bin --allow /bin --on-exit stop --data "$data/agent" >"$data/agent.log" 2>&1 &
pids+=($!)
pids+=("$server_pid")
for _ in $(seq 100); do
    $cli machines 2>/dev/null | grep -q 'demo.*connected' && break
    kill -0 "${pids[0]}" 2>/dev/null || { cat "$data/agent.log" >&2; fail "The agent did not start."; }
    sleep 0.2
done

echo
echo "\$ remoteexec sequence apply samples/hello.yaml"
$cli sequence apply samples/hello.yaml
echo "\$ remoteexec sequence start hello --wait"
$cli sequence start hello --wait
echo "\$ remoteexec run demo -- uname -a"
$cli run demo -- uname -a
echo
echo "The server is up: $url (API and its description: $url/scalar)"
echo "Sign in:          the API token is in $server/admin-token; or make an account: $cli account create NAME --role admin"
echo "Try:              $cli machines"
echo "                  $cli run demo -- echo hello"
echo "Another machine:  $(bin Server remoteexec-server) --data $server token create"
echo "Logs:             $data/server.log, $data/agent.log"
echo "Ctrl-C stops everything."
wait "$server_pid"
