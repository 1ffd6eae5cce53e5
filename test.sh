#!/usr/bin/env bash
# Installs what the tests need when it is missing, builds, and runs every test. Closing line: "N passed, N failed, N skipped".
#   ./test.sh                     every test that a change must pass
#   ./test.sh --all               also the long ones: the Windows agent under Wine, thousands of processes, a hall of thirty agents, two dozen shows full of faults
#   ./test.sh --no-format         without the check of the formatting
set -euo pipefail
cd "$(dirname "$0")"
. scripts/need.sh

need_dotnet
need_command node nodejs
need_command npm npm
need_command gcc "gcc libc6-dev zlib1g-dev"
need_command ps procps
need_python_module aiosmtpd python3-aiosmtpd
all=false
[ "${1:-}" != "--all" ] || all=true
if $all; then
    need_wine
fi

(cd tests/RemoteExec.Interop.Tests/peers && npm ci --no-audit --no-fund --loglevel=error)

dotnet build RemoteExec.slnx -c Release --nologo -v quiet
if [ "${1:-}" != "--no-format" ]; then
    # Style and analysis are the build's, which has just passed; what is left is where blanks and line breaks stand.
    dotnet format whitespace RemoteExec.slnx --no-restore --verify-no-changes
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution RemoteExec.slnx -c Release --no-build --no-ansi 2>&1 | tee "$log" || status=$?

# What kills and cuts for a minute is run after the others, and apart: beside them it would be measured against their deadlines.
apart() { dotnet tests/RemoteExec.EndToEnd.Tests/bin/Release/net10.0/RemoteExec.EndToEnd.Tests.dll --no-ansi --explicit only --filter-class "${@/#/*.}" 2>&1 | tee -a "$log" || status=$?; }
apart NeverLostTests FaultyLinkTests
apart RunsNeverLostTests
if $all; then
    REMOTEEXEC_TEST_SHOWS=24 apart RunsNeverLostTests
    apart ThirtyAgentsTests
    if has_wine; then
        scripts/publish-windows.sh
    fi
    apart WindowsAgentTests
    dotnet tests/RemoteExec.Processes.Tests/bin/Release/net10.0/RemoteExec.Processes.Tests.dll --no-ansi --explicit only 2>&1 | tee -a "$log" || status=$?
fi

# The summaries of the runs as one line. What the first skips because the second runs it is not skipped.
count() { awk -v key="$1:" '/^Test run summary/ { on = 1 } on && $1 == key { n += $2 } END { print n + 0 }' "$log"; }
failed=$(count failed)
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1    # a test program that crashed or could not start counts as a failure
fi
ran_apart=$(awk '$1 == "total:" && runs++ > 0 { n += $2 } END { print n + 0 }' "$log")
# By name, once more, where it is looked for first.
grep -E -A 12 '^failed ' "$log" || true
echo "$(count succeeded) passed, $failed failed, $(($(count skipped) - ran_apart)) skipped"
exit "$status"
