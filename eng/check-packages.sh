#!/usr/bin/env bash
# Packs the libraries to artifacts/feed and lets a program outside the tree consume them: from that folder, and the feeds that the machine has.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
need_packages unzip

# Fails unless the package $1 holds the files after it.
must_hold() {
    local package=$1 files file
    files=$(unzip -Z1 "$package")
    for file in "${@:2}"; do
        grep -qxF "$file" <<< "$files" || fail "$(basename "$package") lacks $file"
    done
}

# Every package must have its readme, licence, documentation and symbols, and Toolkit what mends TorchSharp in the build.
check_contents() {
    local name
    for name in Toolkit Toolkit.Pretrained Toolkit.Estimators Toolkit.Weights; do
        must_hold "$feed/$name.$version.nupkg" README.md LICENSE "lib/net10.0/$name.dll" "lib/net10.0/$name.xml"
        must_hold "$feed/$name.$version.snupkg" "lib/net10.0/$name.pdb"
    done
    must_hold "$feed/Toolkit.$version.nupkg" buildTransitive/Toolkit.targets buildTransitive/WeakenVersionNeed.cs
}

# Builds and runs the program in a folder of its own, with a package cache of its own behind which the machine's stands: a package of
# Toolkit of an earlier run must not be taken, and libtorch not be fetched again.
consume() {
    local embedded=() file
    for file in "$root"/Pretrained/weights/*.safetensors; do
        [ ! -f "$file" ] || embedded+=("$(basename "$file" .safetensors)")
    done
    mkdir "$folder/source"
    cp "$root"/eng/package-check/* "$folder/source"
    cat > "$folder/source/nuget.config" <<CONFIG
<configuration>
  <packageSources>
    <add key="toolkit" value="$feed" />
  </packageSources>
</configuration>
CONFIG
    cd "$folder/source"
    export NUGET_FALLBACK_PACKAGES=${NUGET_PACKAGES:-$HOME/.nuget/packages} NUGET_PACKAGES=$folder/packages
    dotnet build PackageCheck.csproj -c Release -o "$folder/program" -p:ToolkitVersion="$version" -v quiet --nologo "-clp:ErrorsOnly;NoSummary"
    # The work is too small for two threads.
    OMP_NUM_THREADS=1 dotnet "$folder/program/PackageCheck.dll" "${embedded[@]}" | tee "$folder/log"
    grep -q "^24 of 24 images right; ${#embedded[@]} embedded weights" "$folder/log" || fail "the program did not score 24 of 24 images"
    predict
    predict_without_toolkit
}

# A program that only predicts, with the model of the first: it has no libtorch in its folder, and starts there.
predict() {
    mkdir "$folder/predict"
    cp "$root"/eng/predict-check/* "$folder/source/nuget.config" "$folder/predict"
    cd "$folder/predict"
    dotnet publish PredictCheck.csproj -c Release --use-current-runtime --no-self-contained -o "$folder/service" -p:ToolkitVersion="$version" \
        -v quiet --nologo "-clp:ErrorsOnly;NoSummary"
    ! find "$folder/service" -name '*torch_cpu*' -o -name '*c10*' | grep -q . || fail "the program that only predicts has libtorch"
    printf 'the program that only predicts: %s MB\n' "$(du -sm "$folder/service" | cut -f1)"
    dotnet "$folder/service/PredictCheck.dll" "$folder/source/model.zip" "$folder/source/test" | tee "$folder/log"
    grep -q "^24 of 24 images right" "$folder/log" || fail "the program that only predicts did not score 24 of 24 images"
}

# A program that has nothing of the toolkit, with the model that ml.Model.Save wrote.
predict_without_toolkit() {
    mkdir "$folder/mlnet"
    cp "$root"/eng/mlnet-check/* "$folder/mlnet"
    cd "$folder/mlnet"
    dotnet build MLNetCheck.csproj -c Release -o "$folder/mlnet-program" -v quiet --nologo "-clp:ErrorsOnly;NoSummary"
    ! find "$folder/mlnet-program" -name 'Toolkit*' | grep -q . || fail "the program of ML.NET alone has the toolkit in its folder"
    dotnet "$folder/mlnet-program/MLNetCheck.dll" "$folder/source/mlnet.zip" "$folder/source/scores.tsv" | tee "$folder/log"
    grep -q "^24 of 24 images right, scores the same" "$folder/log" || fail "the program of ML.NET alone did not score 24 of 24 images alike"
}

# The command, from the feed alone and with an empty package cache: it brings all it needs to train.
install_tool() {
    local run=$folder/run right system
    system=$(dotnet msbuild "$root/Cli/Toolkit.Cli.csproj" -getProperty:NETCoreSdkPortableRuntimeIdentifier)
    dotnet pack "$root/Cli/Toolkit.Cli.csproj" -c Release -o "$feed" --artifacts-path "$root/artifacts/pack" -v quiet --nologo "-clp:ErrorsOnly;NoSummary" \
        -p:ToolPackageRuntimeIdentifiers="$system"
    sed -i 's/<packageSources>/&<clear \/>/' "$folder/source/nuget.config"
    (
        unset NUGET_FALLBACK_PACKAGES
        export NUGET_PACKAGES=$folder/empty
        dotnet tool install Toolkit.Cli --tool-path "$folder/tool" --configfile "$folder/source/nuget.config"
        cd "$folder/source"
        OMP_NUM_THREADS=1 "$folder/tool/toolkit" train train --validation test --size 64 --epochs 10 --rate 0.01 --output "$run" > "$folder/log"
        "$folder/tool/toolkit" predict "$run/model.zip" test --top 1 > "$folder/log"
    )
    [ -f "$run/report.html" ] || fail "toolkit train wrote no report"
    right=$(awk -F '\t' '$1 ~ "/" $2 "/"' "$folder/log" | wc -l)
    printf 'the installed command: %s MB, %s of 24 images right\n' "$(du -sm "$folder/tool" | cut -f1)" "$right"
    [ "$right" -ge 20 ] || fail "the installed command did not tell 20 of 24 images"
}

feed=$root/artifacts/feed
rm -rf "$feed"
dotnet pack "$root/eng/Packages.slnf" -c Release -o "$feed" --artifacts-path "$root/artifacts/pack" -v quiet --nologo "-clp:ErrorsOnly;NoSummary"
version=$(basename "$feed"/Toolkit.[0-9]*.nupkg .nupkg)
version=${version#Toolkit.}
check_contents

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
consume
install_tool
