# Sourced by run.sh, test.sh and bench.sh: checks for the SDK and installs what is missing on Debian. A second run does nothing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '== %s\n' "$*"; }

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

need_dotnet() {
    local found
    found=$(cd / && dotnet --list-sdks 2>/dev/null | cut -d. -f1 | sort -n | tail -n 1)
    [ "${found:-0}" -ge 10 ] || fail "the .NET SDK 10 is needed, found ${found:-none}: install it from https://dotnet.microsoft.com/download"
}

# Installs those of the named Debian packages that are not there yet; says so where that is not possible.
need_packages() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    if ! command -v apt-get >/dev/null; then
        say "there is no apt-get here: ${missing[*]} must be installed by hand, else what needs them is skipped"
        return 0
    fi
    local sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    say "installing ${missing[*]}"
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_dotnet
