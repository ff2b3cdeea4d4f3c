#!/usr/bin/env bash
# Measures the toolkit against its peers on this machine and writes Benchmarks/RESULTS.md.
#   ./bench.sh                      all rows, about three quarters of an hour
#   ./bench.sh --only unfrozen      some rows
#   ./bench.sh --check              under 10 minutes: fails where a ratio to plain TorchSharp is more than a tenth below RESULTS.md's
#   ./bench.sh growth               how our cost grows with images, size and threads
#   ./bench.sh parts --filter '*'   single parts, with BenchmarkDotNet
# TOOLKIT_DATA names a folder with cifar10/{train,test}.zip and hymenoptera/train.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
# Debian's PyTorch computes on whatever BLAS is installed; without OpenBLAS that is the reference one, 30 times as slow.
need_packages python3-torch python3-torchvision libopenblas0-pthread dataset-fashion-mnist
# What they choose is right for some processors only; OpenBLAS itself chooses by the processor that it finds.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

source_data=${TOOLKIT_DATA:-$root/../shared/data}
say "building"
program=$root/artifacts/benchmarks-program/Benchmarks.dll
dotnet publish "$root/Benchmarks" --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -o "$(dirname "$program")" \
    -v quiet --nologo -clp:ErrorsOnly
if [ "${1:-}" = parts ]; then
    cd "$root/artifacts"
    exec dotnet "$program" "$@"
fi
if [ "${1:-}" = growth ]; then
    exec dotnet "$program" growth --source "$source_data" --data "$root/artifacts/benchmarks"
fi
exec dotnet "$program" compare --source "$source_data" --data "$root/artifacts/benchmarks" --report "$root/Benchmarks/RESULTS.md" "$@"
