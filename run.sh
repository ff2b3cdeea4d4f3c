#!/usr/bin/env bash
# Fine-tunes ResNet18 on CIFAR-10 inside an ML.NET pipeline, on a subset that takes a few minutes.
# Arguments go to the sample: ./run.sh --help
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"

project=$root/Samples/FineTuneCifar10
say "building"
dotnet build "$project" -c Release -v quiet --nologo
exec dotnet "$project/bin/Release/net10.0/FineTuneCifar10.dll" "$@"
