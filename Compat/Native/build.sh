#!/bin/sh
# build.sh OUTPUT_FOLDER: builds libtoolkit_torch.so there, and dependencies.txt, which names the libraries below it, each behind
# those that it needs. Prints nothing when all is well, and else one line that says what to do. CMAKE_PREFIX_PATH may name a
# libtorch other than the system's.
source=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1" || exit 1

fail() { echo "$1"; exit 1; }
install='apt-get install libtorch-dev g++ cmake libopenblas0-pthread'

command -v cmake >/dev/null || fail "cmake is missing: $install"
command -v g++ >/dev/null || command -v c++ >/dev/null || fail "A C++ compiler is missing: $install"

# Two builds of the solution may run at once.
exec 9>lock
if command -v flock >/dev/null; then flock 9; fi

cmake -S "$source" -B build >configure.log 2>&1 || { rm -f build/CMakeCache.txt
    fail "libtorch was not found: $install (or set CMAKE_PREFIX_PATH to a libtorch folder; see $PWD/configure.log)"; }
cmake --build build --parallel 2 >build.log 2>&1 || fail "The native library does not compile: see $PWD/build.log"

# Each name with its path, and from that each library behind each that it needs.
ldd build/libtoolkit_torch.so | sed -n 's|^[[:space:]]*\(.*\) => \(/.*\) (.*|\1 \2|p' >build/paths.txt
while read -r name path; do readelf -d "$path" | sed -n "s|.*(NEEDED).*\[\(.*\)\]|\1 $path|p"; done <build/paths.txt |
    awk 'NR == FNR { paths[$1] = $2; next } $1 in paths { print paths[$1], $2 }' build/paths.txt - | tsort >dependencies.txt 2>/dev/null

cp build/libtoolkit_torch.so libtoolkit_torch.so.new && mv libtoolkit_torch.so.new libtoolkit_torch.so
