#!/usr/bin/env bash
# Fine-tunes ResNet18 on CIFAR-10 inside an ML.NET pipeline, on a subset that takes a few minutes. Arguments go to the sample: ./run.sh --help
# The same without a shell: dotnet run -c Release --project Samples/FineTuneCifar10
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
need_packages dataset-fashion-mnist # for machines that cannot download CIFAR-10

project=$root/Samples/FineTuneCifar10
say "building"
dotnet build "$project" -c Release -v quiet --nologo -clp:ErrorsOnly
export TOOLKIT_DATA=${TOOLKIT_DATA:-$root/data}
exec dotnet "$project/bin/Release/net10.0/FineTuneCifar10.dll" "$@"
