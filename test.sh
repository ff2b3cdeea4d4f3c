#!/usr/bin/env bash
# Builds everything and runs all tests. The last line is "N passed, N failed, N skipped".
#   ./test.sh                     what continuous integration runs
#   ./test.sh --full              also the tests of category Full: every network of the zoo against torchvision
#   ./test.sh --filter Parity     further arguments go to `dotnet test`
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
# PyTorch is the reference of many tests; with the BLAS that it brings by itself it is thirty times slower.
# Reports are looked at in Chromium. Trainings on several machines run under MPI, on hosts that are network namespaces.
need_packages python3-torch python3-torchvision python3-onnx libopenblas0-pthread dataset-fashion-mnist chromium openmpi-bin iproute2

whole=yes
case ${1:-} in
    --full) whole=no; shift ;;
    --filter) whole=no ;;
esac

cd "$root" || exit 1
say "building"
dotnet build Toolkit.sln -c Release -v quiet --nologo -clp:ErrorsOnly || exit 1

log=$root/artifacts/test.log
mkdir -p "$root/artifacts"

# Where a process of the tests ends early, --blame names the test that ran.
run_tests() {
    dotnet test UnitTests/UnitTests.csproj -c Release --no-build --nologo --blame --results-directory artifacts/tests "$@" 2>&1
}

# Tests that start programs as processes of their own wait for them most of the time: they run beside the others, with temporary files in a folder of their own.
# What a test measures of memory it measures of its own process.
starting=(UnitTests.Cli. UnitTests.Samples. UnitTests.Docs. UnitTests.Build. UnitTests.Training.Distributed.Mpi)
programs=$(printf '|FullyQualifiedName~%s' "${starting[@]}")
programs="(${programs:1})"
others=$(printf '&FullyQualifiedName!~%s' "${starting[@]}")
others=${others:1}
if [ "$whole" = yes ]; then
    folder=$(mktemp -d)
    TMPDIR=$folder run_tests --filter "$programs&TestCategory!=Full" "$@" > "$log.programs" &
    beside=$!
    run_tests --filter "$others&TestCategory!=Full" "$@" | tee "$log"
    status=${PIPESTATUS[0]}
    wait "$beside" || status=1
    rm -rf "$folder"
    tee -a "$log" < "$log.programs"
else
    run_tests "$@" | tee "$log"
    status=${PIPESTATUS[0]}
fi

# Sums one figure of the projects' closing lines: "Passed!  - Failed: 0, Passed: 12, Skipped: 0, Total: 12, …"
total() {
    awk -v name="$1" '/^(Passed|Failed|Skipped)!/ && match($0, name ": +[0-9]+") {
        split(substr($0, RSTART, RLENGTH), figure, " +"); sum += figure[2]
    } END { print sum + 0 }' "$log"
}
crashed=$(grep -c '^Test Run Aborted' "$log")
printf '%s passed, %s failed, %s skipped\n' "$(total Passed)" "$(($(total Failed) + crashed))" "$(total Skipped)"
exit "$status"
