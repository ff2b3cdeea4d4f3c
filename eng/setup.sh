# Sourced by run.sh and test.sh: installs what is missing on Debian and chooses the package lane, once.
# A second run finds everything in place and does nothing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '== %s\n' "$*"; }

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

need_dotnet() {
    local found
    found=$(cd / && dotnet --list-sdks 2>/dev/null | cut -d. -f1 | sort -n | tail -n 1)
    [ "${found:-0}" -ge 10 ] || fail "the .NET SDK 10 is needed, found ${found:-none}: install it from https://dotnet.microsoft.com/download"
}

# Installs those of the named Debian packages that are not there yet.
need_packages() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    command -v apt-get >/dev/null || fail "needs ${missing[*]}, and there is no apt-get here: install them by hand"
    local sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    say "installing ${missing[*]}"
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# ONNX Runtime, with which the tests of ONNX files compare; they are skipped where it cannot be had.
need_onnxruntime() {
    local folder=$root/artifacts/onnxruntime
    [ ! -d "$folder/node_modules/onnxruntime-node" ] || return 0
    command -v node >/dev/null && command -v npm >/dev/null \
        || { say "no ONNX Runtime: node and npm are not installed"; return 0; }
    say "installing ONNX Runtime"
    npm install --ignore-scripts --silent --no-audit --no-fund --prefix "$folder" onnxruntime-node@1.30.0 >/dev/null 2>&1 \
        || say "no ONNX Runtime: npm cannot install onnxruntime-node"
}

# Asks the feed once whether it has the Official lane's packages; delete artifacts/lane.props to ask again. PackageLane in the
# environment wins, here as in MSBuild.
choose_lane() {
    local file=$root/artifacts/lane.props lane=Compat
    package_lane=${PackageLane:-}
    [ -z "$package_lane" ] || return 0
    if [ ! -f "$file" ]; then
        if dotnet restore "$root/eng/feed-probe" -v quiet >/dev/null 2>&1; then lane=Official; fi
        say "package lane: $lane ($([ $lane = Official ] && echo 'the package feed has Microsoft.ML and TorchSharp' \
            || echo "the package feed lacks Microsoft.ML or TorchSharp in the versions asked for"))"
        mkdir -p "$root/artifacts"
        printf '<Project><PropertyGroup><PackageLane>%s</PackageLane></PropertyGroup></Project>\n' "$lane" > "$file"
    fi
    grep -q '>Official<' "$file" && package_lane=Official || package_lane=Compat
}

need_dotnet
choose_lane
need_packages dataset-fashion-mnist
if [ "$package_lane" = Compat ]; then
    need_packages libtorch-dev g++ cmake libopenblas0-pthread libturbojpeg0 libpng16-16 libwebp7
fi
