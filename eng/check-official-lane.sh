#!/usr/bin/env bash
# Packs the Official lane against stand-ins, on machines whose feed lacks the official packages: packages with their names and versions,
# and inside the Compat assemblies, whose public members are a part of the official ones. It shows that the Official lane restores from
# an extra feed, compiles with nothing of Compat's own and declares its dependencies; not that it runs.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
need_packages unzip
[ "$package_lane" = Compat ] || { say "left out: the real packages are here"; exit 0; }

work=$root/artifacts/official
rm -rf "$work"
mkdir -p "$work/stand-ins" "$work/empty"
# The real packages must never be taken for these by another build.
export NUGET_PACKAGES=$work/cache

# $1: id, $2: version, $3: its dependency or nothing, then the assemblies in it.
stand_in() {
    local id=$1 version=$2 dependency=$3 assembly
    {
        echo "<package><metadata><id>$id</id><version>$version</version><authors>stand-in</authors><description>stand-in</description>"
        echo "<dependencies><group targetFramework=\"netstandard2.0\">$dependency</group></dependencies></metadata><files>"
        for assembly in "${@:4}"; do echo "<file src=\"$assembly\" target=\"lib/netstandard2.0\" />"; done
        echo "</files></package>"
    } > "$work/$id.nuspec"
    dotnet pack "$work/$id.nuspec" -o "$work/stand-ins" -v quiet --nologo >"$work/log" 2>&1 || fail "no stand-in for $id: $(cat "$work/log")"
}

# Fails unless the package $1 has exactly the dependencies after it, each "id version".
must_depend_on() {
    local name=$1 found wanted
    found=$(unzip -p "$work/packages/$name.$version.nupkg" "$name.nuspec" | sed -n 's/.*<dependency id="\([^"]*\)" version="\([^"]*\)".*/\1 \2/p' | sort)
    wanted=$(printf '%s\n' "${@:2}" | sort)
    [ "$found" = "$wanted" ] || fail "$name must depend on: ${wanted//$'\n'/, }; it does on: ${found//$'\n'/, }"
}

bin=$root/UnitTests/bin/Debug/net10.0
ml="Microsoft.ML 5.0.0" images="Microsoft.ML.ImageAnalytics 5.0.0" torch="TorchSharp 0.102.7"
stand_in $torch "" "$bin/Toolkit.Compat.TorchSharp.dll"
stand_in $ml "" "$bin/Toolkit.Compat.MicrosoftML.dll"
stand_in $images '<dependency id="Microsoft.ML" version="5.0.0" />'

# Two sources, as a user has who adds one.
cat > "$work/nuget.config" <<CONFIG
<configuration>
  <packageSources>
    <clear />
    <add key="stand-ins" value="$work/stand-ins" />
    <add key="empty" value="$work/empty" />
  </packageSources>
</configuration>
CONFIG
dotnet pack "$root/eng/Packages.slnf" -c Release -p:PackageLane=Official -p:RestoreConfigFile="$work/nuget.config" \
    -o "$work/packages" --artifacts-path "$work/build" -v quiet --nologo -clp:ErrorsOnly

version=$(basename "$work"/packages/Toolkit.[0-9]*.nupkg .nupkg)
version=${version#Toolkit.}
must_depend_on Toolkit "$torch" "$ml" "$images"
must_depend_on Toolkit.Pretrained "$torch" "Toolkit $version"
must_depend_on Toolkit.Estimators "$torch" "$ml" "$images" "Toolkit $version" "Toolkit.Pretrained $version"
must_depend_on Toolkit.Weights
for package in "$work"/packages/*.nupkg; do
    files=$(unzip -Z1 "$package")
    [[ $files != *Compat* && $files != *runtimes* ]] || fail "$(basename "$package") holds a part of Compat"
done
echo "the Official lane's packages declare their dependencies"
