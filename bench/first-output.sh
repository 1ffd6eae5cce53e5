#!/usr/bin/env bash
# Time from a command typed to its first output: ssh over a warm control master, against `remoteexec run`, interleaved in one run.
# Everything is its own and in a temporary folder: an sshd on a free high port with its own host key and authorized key, a server, an agent. Nothing of the machine's ssh
# is touched. Needs Debian's openssh-server and openssh-client (installed when missing) and Release builds (bench/run.sh makes them).
#   bench/first-output.sh [options of `first-output`, such as --rounds 50 or --json]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_command ssh openssh-client
[ -x /usr/sbin/sshd ] || PATH="$PATH:/usr/sbin" need_command sshd openssh-server
need_command ss iproute2

work=$(mktemp -d)
pids=()
cleanup() {
    ssh -F "$work/ssh_config" -O exit bench 2>/dev/null || true
    for pid in "${pids[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap cleanup EXIT

# ---- ssh
port=$(for p in $(seq 22100 22999); do ss -ltn "sport = :$p" | grep -q LISTEN || { echo "$p"; break; }; done)
ssh-keygen -q -t ed25519 -N "" -f "$work/host_key"
ssh-keygen -q -t ed25519 -N "" -f "$work/user_key"
cp "$work/user_key.pub" "$work/authorized_keys"
echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$work/host_key.pub")" >"$work/known_hosts"
chmod 700 "$work"
mkdir "$work/home"
cat >"$work/sshd_config" <<CONFIG
Port $port
ListenAddress 127.0.0.1
HostKey $work/host_key
AuthorizedKeysFile $work/authorized_keys
PidFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
StrictModes no
# A shell that sshd starts reads ~/.bashrc, which may do anything: ssh is measured without it.
SetEnv HOME=$work/home
CONFIG
cat >"$work/ssh_config" <<CONFIG
Host bench
    HostName 127.0.0.1
    Port $port
    User $(id -un)
    IdentityFile $work/user_key
    IdentitiesOnly yes
    UserKnownHostsFile $work/known_hosts
    StrictHostKeyChecking yes
    ControlMaster auto
    ControlPath $work/control
    ControlPersist yes
CONFIG
# Debian's sshd wants this folder for its unprivileged half; it is there when the package's service has run once.
if [ "$(id -u)" -eq 0 ]; then mkdir -p /run/sshd; fi
/usr/sbin/sshd -D -e -f "$work/sshd_config" 2>"$work/sshd.log" &
pids+=($!)
for _ in $(seq 50); do
    ssh -F "$work/ssh_config" bench true 2>/dev/null && break
    sleep 0.1
done
ssh -F "$work/ssh_config" -O check bench 2>/dev/null || { cat "$work/sshd.log" >&2; fail "sshd did not start."; }

# ---- RemoteExec
dll() { echo "src/RemoteExec.$1/bin/Release/net10.0/$2.dll"; }
server="$work/server"
dotnet "$(dll Server remoteexec-server)" --data "$server" --listen 127.0.0.1:0 --http http://127.0.0.1:0 >"$work/server.log" 2>&1 &
server_pid=$!
for _ in $(seq 300); do [ -s "$server/endpoints.json" ] && break; sleep 0.1; done
[ -s "$server/endpoints.json" ] || { cat "$work/server.log" >&2; fail "The server did not start."; }
field() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" "$server/endpoints.json" | head -n 1; }

# The agent as it is shipped when it was published (Native AOT), else from the build.
agent="artifacts/bench/agent/remoteexec-agent"
[ -x "$agent" ] || agent="dotnet $(dll Agent remoteexec-agent)"
$agent run --server "$(field agents)" --name bench --password-file "$server/agent-password" --fingerprint "$(field fingerprint)" \
    --allow /usr/bin --allow /bin --on-exit stop --data "$work/agent" >"$work/agent.log" 2>&1 &
pids+=($! "$server_pid")
cli="dotnet $(dll Cli remoteexec)"
for _ in $(seq 150); do
    $cli machines --json --data "$server" 2>/dev/null | grep -q '"connected": *true' && break
    sleep 0.2
done
$cli run bench --data "$server" -- echo hello >/dev/null || { cat "$work/agent.log" >&2; fail "The agent does not run programs."; }

contenders=(--command "ssh, warm control master=ssh -F $work/ssh_config bench echo hello")
if [ -x artifacts/bench/cli/remoteexec ]; then
    contenders+=(--command "remoteexec run, Native AOT=artifacts/bench/cli/remoteexec run bench --data $server -- echo hello")
fi
contenders+=(--command "remoteexec run, framework-dependent=$cli run bench --data $server -- echo hello")
dotnet bench/RemoteExec.Load/bin/Release/net10.0/RemoteExec.Load.dll first-output "${contenders[@]}" "$@"
