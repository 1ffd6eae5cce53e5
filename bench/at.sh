#!/usr/bin/env bash
# How far apart one program starts on twenty agents, at an instant and without one: clocks that are an hour off, 5–50 ms to the server. The program is a few lines of C that
# read the one real clock. Needs a C compiler and Release builds (bench/run.sh makes them).
#   bench/at.sh [options of `at`, such as --agents 20, --rounds 25 or --json]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_command gcc gcc

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O1 -static -x c -o "$work/when" - <<'C'
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
int main(int argc, char **argv) {
    struct timespec now;
    char line[32];
    clock_gettime(CLOCK_REALTIME, &now);
    int file = open(argv[1], O_WRONLY | O_APPEND | O_CREAT, 0600);
    int length = snprintf(line, sizeof line, "%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
    return write(file, line, length) == length ? 0 : 1;
}
C

gcc -O2 -o "$work/floor" bench/at-floor.c
# The agents that people install are compiled ahead; these run inside the measuring program, for their clocks to be wrong, and at least are compiled once and for all.
DOTNET_TieredCompilation=0 dotnet bench/RemoteExec.Load/bin/Release/net10.0/RemoteExec.Load.dll at --program "$work/when" --floor "$work/floor" "$@"
