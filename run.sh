#!/usr/bin/env bash
# Fine-tunes ResNet18 on CIFAR-10 inside an ML.NET pipeline, on a subset that takes a few minutes.
# Arguments go to the sample: ./run.sh --help
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"

# CIFAR-10 is downloaded once, unless the caller says where it is.
find_cifar10() {
    [[ " $* " != *" --data"* && " $* " != *" --help "* && -z ${TOOLKIT_DATA:-} && ! -d $root/data/cifar10 ]] || return 0
    need_packages curl ca-certificates
    say "downloading CIFAR-10 (162 MB)"
    "$root/data/download-cifar10.sh" || say "CIFAR-10 cannot be downloaded"
}

find_cifar10 "$@"
export TOOLKIT_DATA=${TOOLKIT_DATA:-$root/data}

project=$root/Samples/FineTuneCifar10
say "building"
dotnet build "$project" -c Release -v quiet --nologo -clp:ErrorsOnly
exec dotnet "$project/bin/Release/net10.0/FineTuneCifar10.dll" "$@"
