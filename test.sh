#!/usr/bin/env bash
# Installs what the tests need when it is missing, builds, and runs every test. Closing line: "N passed, N failed, N skipped".
#   ./test.sh                     every test that a change must pass
#   ./test.sh --all               also the long ones: random kills, cut cables, the Windows agent under Wine; minutes more
#   ./test.sh --no-format         without the check of the formatting
set -euo pipefail
cd "$(dirname "$0")"
. scripts/need.sh

need_dotnet
need_command node nodejs
need_command npm npm
need_command gcc "gcc libc6-dev zlib1g-dev"
need_command ps procps
all=false
[ "${1:-}" != "--all" ] || all=true
explicit=()
if $all; then
    need_wine
    explicit=(--explicit on)
fi

(cd tests/RemoteExec.Interop.Tests/peers && npm ci --no-audit --no-fund --loglevel=error)

if $all && has_wine; then
    scripts/publish-windows.sh
fi
dotnet build RemoteExec.slnx -c Release --nologo -v quiet
if [ "${1:-}" != "--no-format" ]; then
    dotnet format RemoteExec.slnx --no-restore --verify-no-changes --severity warn
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution RemoteExec.slnx -c Release --no-build --no-ansi "${explicit[@]}" 2>&1 | tee "$log" || status=$?

# The last summary of the runner, as one line.
count() { awk -v key="$1:" '$1 == key { n = $2 } END { print n + 0 }' "$log"; }
failed=$(count failed)
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1    # a test program that crashed or could not start counts as a failure
fi
echo "$(count succeeded) passed, $failed failed, $(count skipped) skipped"
exit "$status"
