#!/usr/bin/env bash
# Installs what the tests need and runs every test.
set -euo pipefail
cd "$(dirname "$0")"
dotnet build RemoteExec.slnx -c Release
total=0; failed=0; skipped=0; status=0
dotnet test -c Release --no-build --solution RemoteExec.slnx | tee /tmp/remoteexec-test.log || status=$?
total=$(awk '$1=="total:"{print $2}' /tmp/remoteexec-test.log | tail -1)
failed=$(awk '$1=="failed:"{print $2}' /tmp/remoteexec-test.log | tail -1)
skipped=$(awk '$1=="skipped:"{print $2}' /tmp/remoteexec-test.log | tail -1)
passed=$(awk '$1=="succeeded:"{print $2}' /tmp/remoteexec-test.log | tail -1)
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit $status
