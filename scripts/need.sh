# Sourced by start.sh and test.sh: gets what a machine lacks. Says what it installs, and how to do it by hand where it cannot.

# An SDK of the version in global.json: the one on PATH, else ./.dotnet, else the official install script puts one there.
need_dotnet() {
    if command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
        return
    fi
    if [ ! -x .dotnet/dotnet ]; then
        echo "No .NET 10 SDK here: installing one into ./.dotnet …"
        need_command curl curl
        curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 --install-dir .dotnet \
            || fail "The .NET 10 SDK could not be installed. Install it from https://dot.net and start this again."
    fi
    export DOTNET_ROOT="$PWD/.dotnet" PATH="$PWD/.dotnet:$PATH"
}

# need_command PROGRAM PACKAGE: a program, by the system's package manager when it is missing.
need_command() {
    command -v "$1" >/dev/null && return
    echo "No $1 here: installing the package $2 …"
    local sudo=""
    [ "$(id -u)" -eq 0 ] || sudo="sudo"
    if command -v apt-get >/dev/null; then
        $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq $2 >/dev/null
    elif command -v dnf >/dev/null; then
        $sudo dnf install -y -q $2
    fi
    command -v "$1" >/dev/null || fail "$1 is needed. Install it (package $2) and start this again."
}

# need_python_module MODULE PACKAGE: of the system's own Python, the one that its packages are for.
need_python_module() {
    need_command python3 python3
    local python=/usr/bin/python3
    [ -x "$python" ] || python=python3
    "$python" -c "import $1" 2>/dev/null && return
    echo "No Python module $1 here: installing the package $2 …"
    local sudo=""
    [ "$(id -u)" -eq 0 ] || sudo="sudo"
    if command -v apt-get >/dev/null; then
        $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "$2" >/dev/null
    elif command -v dnf >/dev/null; then
        $sudo dnf install -y -q "$2"
    fi
    "$python" -c "import $1" 2>/dev/null || fail "Python's $1 is needed. Install it (package $2) and start this again."
}

has_wine() {
    command -v wine64 >/dev/null || command -v wine >/dev/null || [ -x /usr/lib/wine/wine64 ]
}

# Wine, for the agent on Windows. Where it cannot be installed those tests are skipped, and say so. Debian's package puts no program on PATH.
need_wine() {
    has_wine && return
    echo "No Wine here: installing the package wine64 …"
    local sudo=""
    [ "$(id -u)" -eq 0 ] || sudo="sudo"
    if [ "$(uname -m)" = x86_64 ] && command -v apt-get >/dev/null; then
        $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends wine64 >/dev/null || true
    fi
    has_wine || echo "Wine could not be installed; what needs it is skipped."
}

fail() {
    echo "$1" >&2
    exit 1
}

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
