#!/usr/bin/env bash
# Runs a command on a processor whose caches oneDNN cannot see, as in some virtual machines (eng/hidden-caches.c). Needs gcc, and a processor of Intel.
#   eng/hidden-caches.sh dotnet test UnitTests/UnitTests.csproj -c Release --no-build --filter LibTorch
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
grep -qw cpuid_fault /proc/cpuinfo || fail "the processor cannot refuse CPUID: there is no cpuid_fault in /proc/cpuinfo"
command -v gcc >/dev/null || fail "gcc is needed"
library=$root/artifacts/hidden-caches.so
mkdir -p "$root/artifacts"
gcc -O1 -shared -fPIC -o "$library" "$root/eng/hidden-caches.c"
LD_PRELOAD=$library exec "$@"
