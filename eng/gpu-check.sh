#!/usr/bin/env bash
# On a machine with an NVIDIA GPU and a CUDA build of PyTorch in python3: builds the native part over that PyTorch's own libtorch,
# runs the parity tests, and prints how fast ResNet18 trains at 32 px on the GPU, here and in PyTorch, in alternation.
#   eng/gpu-check.sh [--python /path/to/python3]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=python3
[ "${1:-}" != --python ] || python=$2

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

torch=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))') || fail "$python has no torch"
"$python" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' ||
    fail "looked for a CUDA device with PyTorch in $torch, and found none"

echo "== building over $torch"
export CMAKE_PREFIX_PATH=$torch LD_LIBRARY_PATH=$torch/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
rm -rf "$root/artifacts/native"
dotnet build "$root/Toolkit.sln" -c Release -v quiet --nologo -clp:ErrorsOnly -p:PackageLane=Compat

echo "== parity on the CPU of this libtorch"
dotnet test "$root/Compat/Tests" -c Release --no-build --nologo

echo "== training ResNet18 at 32 px on the GPU"
export TOOLKIT_PYTHON=$python
dotnet "$root/Benchmarks/bin/Release/net10.0/Benchmarks.dll" compare --only frozen unfrozen unfrozen-bfloat16 --device cuda:0 \
    --source "${TOOLKIT_DATA:-$root/../shared/data}" --data "$root/artifacts/benchmarks" --report "$root/artifacts/gpu.md"
cat "$root/artifacts/gpu.md"
