#!/usr/bin/env bash
# On a machine with an NVIDIA GPU and a CUDA build of PyTorch in python3; .NET is not needed. Computes with that PyTorch's own libtorch: compares logits,
# gradients and training with PyTorch's, then the speed of ResNet18's training, in alternation.
#   ./run.sh [--python /path/to/python3]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=python3
[ "${1:-}" != --python ] || python=$2

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

torch=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))') || fail "$python has no PyTorch"
version=$("$python" -c 'import torch; print(torch.__version__)')
case $version in
    2.10.*) ;;
    2.11.*) echo "PyTorch $version: TorchSharp was built for 2.10; trying" ;;
    *) fail "PyTorch is $version, but TorchSharp's native library was built for 2.10, whose binary interface is another one: install torch 2.10" ;;
esac
"$python" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' || fail "PyTorch in $torch finds no CUDA device"
export LD_LIBRARY_PATH=$torch/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
# The version of the C++ library that older systems lack is asked for weakly, and not missed.
if missing=$(ldd -r "$here/libLibTorchSharp.so" 2>&1 | grep -v 'weak version' | grep -E 'undefined symbol|not found'); then
    fail "the libtorch of PyTorch $version has another binary interface than 2.10: $(head -n 1 <<<"$missing")"
fi

"$python" -c 'import torch; print(torch.cuda.get_device_name(), "PyTorch", torch.__version__)'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" "$here/peer.py" cuda parity "$work"
"$here/GpuCheck" cuda parity "$work" || fail "the results differ from PyTorch's"

median() { sort -n | sed -n 2p; }
echo "ResNet18, batches of 64, all layers, Adam: images a second, median of 3 in alternation"
for size in 32 224; do
    for precision in float32 bfloat16; do
        for _ in 1 2 3; do
            "$here/GpuCheck" cuda speed $size $precision >>"$work/ours-$size-$precision"
            "$python" "$here/peer.py" cuda speed $size $precision >>"$work/peer-$size-$precision"
        done
        ours=$(median <"$work/ours-$size-$precision") peer=$(median <"$work/peer-$size-$precision")
        awk -v s=$size -v p=$precision -v a="$ours" -v b="$peer" 'BEGIN { printf "%d px %s: toolkit %d, PyTorch %d, %.2f : 1\n", s, p, a, b, a / b }'
    done
done
