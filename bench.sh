#!/usr/bin/env bash
# Measures the toolkit against PyTorch on this machine and writes Benchmarks/RESULTS.md.
#   ./bench.sh                      all rows, about half an hour
#   ./bench.sh --only unfrozen      some rows
#   ./bench.sh --check              under 10 minutes: fails where a ratio is below its target, and names it
#   ./bench.sh parts --filter '*'   single parts, with BenchmarkDotNet
# TOOLKIT_DATA names a folder with cifar10/{train,test}.zip and hymenoptera/train.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
need_packages python3-torch python3-torchvision

# Where node is at hand, ONNX Runtime is a peer, too.
onnx=$root/artifacts/onnxruntime
if command -v npm >/dev/null && [ ! -d "$onnx/node_modules/onnxruntime-node" ]; then
    npm install --silent --ignore-scripts --prefix "$onnx" onnxruntime-node >/dev/null || say "ONNX Runtime cannot be installed"
fi
export NODE_PATH=$onnx/node_modules

source_data=${TOOLKIT_DATA:-$root/../shared/data}
say "building"
program=$root/artifacts/benchmarks-program/Benchmarks.dll
dotnet publish "$root/Benchmarks" --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -o "$(dirname "$program")" \
    -v quiet --nologo -clp:ErrorsOnly
if [ "${1:-}" = parts ]; then
    cd "$root/artifacts"
    exec dotnet "$program" "$@"
fi
exec dotnet "$program" compare --source "$source_data" --data "$root/artifacts/benchmarks" --report "$root/Benchmarks/RESULTS.md" "$@"
