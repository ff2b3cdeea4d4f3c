#!/usr/bin/env bash
# Builds everything and runs all tests. The last line is "N passed, N failed, N skipped".
# Arguments go to `dotnet test`, e.g. ./test.sh --filter Parity
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
need_packages python3-torch python3-torchvision

cd "$root" || exit 1
say "building"
dotnet build Toolkit.sln -v quiet --nologo || exit 1

log=$root/artifacts/test.log
dotnet test Toolkit.sln --no-build --nologo "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

# One closing line a test project: "Passed!  - Failed: 0, Passed: 12, Skipped: 0, Total: 12, …"
count() { awk -v name="$1" '/^(Passed|Failed|Skipped)!/ && match($0, name ": +[0-9]+") { split(substr($0, RSTART, RLENGTH), a, " +"); n += a[2] } END { print n + 0 }' "$log"; }
passed=$(count Passed) failed=$(count Failed) skipped=$(count Skipped)
printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
exit "$status"
