#!/usr/bin/env bash
# Tries to break the toolkit: damaged files of every kind, kills during a training, full and read-only disks, the garbage collector beside libtorch, many
# threads while models are disposed. Not part of continuous integration. Counts add up in artifacts/break-totals.tsv; RELIABILITY.md states them.
#   eng/break.sh --minutes 30
#   eng/break.sh --only checkpoint --seed 42    repeats a find
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
need_packages python3-torch python3-pil # they write the .pth, .webp and .bmp files that are damaged

say "building"
dotnet build "$root/eng/break" -c Release -v quiet --nologo -clp:ErrorsOnly
cd "$root"
exec dotnet "$root/eng/break/bin/Release/net10.0/Break.dll" "$@"
