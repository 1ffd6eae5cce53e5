#!/usr/bin/env bash
# Runs every measurement and prints the tables of docs/performance.md, ready to be pasted. Ratios are between things measured in one run; leave the machine alone meanwhile.
#   bench/run.sh            everything, about half an hour
#   bench/run.sh --quick    a smoke run: does everything still work?
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_dotnet

quick=false
[ "${1:-}" != "--quick" ] || quick=true
micro=()
run=() events=()
wire=() handshakes=() starts=() idle=() fleet=() first=() back=() processes=() at=()
if $quick; then
    micro=(--quick)
    wire=(--rounds 2 --seconds 0.5)
    handshakes=(--rounds 2 --seconds 0.5)
    run=(--rounds 2 --machines 100)
    events=(--rounds 2 --seconds 0.5)
    starts=(--rounds 1 --seconds 1)
    idle=(--agents 500)
    fleet=(--machines 1000 --connected 800 --rounds 1 --seconds 0.3)
    first=(--rounds 3)
    back=(2)
    processes=(--rounds 1 --seconds 0.5 --megabytes 5 --supervised 100)
    at=(--agents 4 --rounds 2)
fi

echo "Building …" >&2
for project in bench/RemoteExec.Benchmarks bench/RemoteExec.Load src/RemoteExec.Server src/RemoteExec.Agent src/RemoteExec.Cli; do
    dotnet build "$project" -c Release --nologo -v quiet >&2
done
mkdir -p artifacts/bench
if command -v gcc >/dev/null; then gcc -O2 -o artifacts/bench/spawn bench/spawn.c; fi
# The two programs as they are shipped. Without a C toolchain the framework-dependent ones are measured.
if command -v gcc >/dev/null || command -v clang >/dev/null; then
    dotnet publish src/RemoteExec.Cli -c Release -r linux-x64 -o artifacts/bench/cli --nologo -v quiet >&2
    dotnet publish src/RemoteExec.Agent -c Release -r linux-x64 -o artifacts/bench/agent --nologo -v quiet >&2
fi

# Fifteen thousand agents need as many descriptors at both ends.
ulimit -n "$(ulimit -Hn)"
load="dotnet bench/RemoteExec.Load/bin/Release/net10.0/RemoteExec.Load.dll"
title() { printf '\n## %s\n\n' "$1"; }

title "Round trips on the wire layer"
$load wire "${wire[@]}"
title "Starts through the server"
$load starts "${starts[@]}"
title "A run on a thousand machines"
$load run "${run[@]}"
title "Events"
$load events "${events[@]}"
title "Handshakes"
$load handshakes "${handshakes[@]}"
title "Memory of an idle agent"
$load idle "${idle[@]}"
title "A fleet of twenty thousand"
$load fleet "${fleet[@]}"
title "First output"
bench/first-output.sh "${first[@]}"
title "Back after a kill"
bench/back-after-kill.sh "${back[@]}"
title "At one instant"
bench/at.sh "${at[@]}"
bench/at.sh --together 20 "${at[@]}"
title "A real agent: starts, output, memory"
$load processes --spawn artifacts/bench/spawn "${processes[@]}"
title "Micro"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet bench/RemoteExec.Benchmarks/bin/Release/net10.0/RemoteExec.Benchmarks.dll "${micro[@]}" --artifacts "$results" >"$results/log" 2>&1 || { cat "$results/log" >&2; exit 1; }
for table in "$results"/results/*-report-github.md; do
    name=$(basename "$table" -report-github.md)
    printf '### %s\n\n' "${name##*.}"
    grep '^|' "$table"
    echo
done
