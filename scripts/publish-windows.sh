#!/usr/bin/env bash
# The agent for Windows, and the tests of its way of starting processes, each with its runtime: artifacts/windows/publish/…
# Built apart from everything else, so that the checkout's own bin/ and obj/ stay those of this system. Ahead-of-time compilation needs a Windows machine.
set -euo pipefail
cd "$(dirname "$0")/.."

publish() {
    dotnet publish "$@" -c Release -r win-x64 --self-contained --artifacts-path artifacts/windows --nologo -v quiet
}

publish src/RemoteExec.Agent -p:PublishAot=false
# The platform's runner does not live long under Wine; xunit's own does.
publish tests/RemoteExec.Processes.Tests -p:UseMicrosoftTestingPlatformRunner=false
