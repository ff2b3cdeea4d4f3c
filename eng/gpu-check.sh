#!/usr/bin/env bash
# Builds artifacts/gpu-check.tar.gz, a program for Linux that brings .NET and takes libtorch from the CUDA build of PyTorch on the machine where it
# runs, which needs nothing else: tar xzf gpu-check.tar.gz && gpu-check/run.sh. Where this machine has a GPU, runs it here.
#   eng/gpu-check.sh [--python /path/to/python3]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
folder=$root/artifacts/gpu-check
rm -rf "$folder"
say "building"
dotnet publish "$root/eng/gpu-check" -o "$folder" -v quiet --nologo -clp:ErrorsOnly
chmod +x "$folder/run.sh"
size=$(du -sm --apparent-size "$folder" | cut -f 1)
say "the program without libtorch: $size MB"
[ "$size" -lt 60 ] || fail "the program has to be under 60 MB"
tar -C "$root/artifacts" -czf "$folder.tar.gz" gpu-check
say "$folder.tar.gz: $(du -m "$folder.tar.gz" | cut -f 1) MB"
if command -v nvidia-smi >/dev/null; then "$folder/run.sh" "$@"; else say "no NVIDIA GPU here: copy it to a machine that has one"; fi
