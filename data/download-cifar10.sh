#!/usr/bin/env bash
# Downloads CIFAR-10 (binary version, 162 MB) from its home into data/cifar10 and checks it.
# Learning Multiple Layers of Features from Tiny Images, Alex Krizhevsky, 2009. https://www.cs.toronto.edu/~kriz/cifar.html
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

url=https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz
sha256=c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd
archive=cifar-10-binary.tar.gz.part

curl --fail --silent --show-error --location --connect-timeout 15 --continue-at - --output "$archive" "$url"
if ! echo "$sha256  $archive" | sha256sum --check --quiet; then
    rm "$archive"
    echo "error: $url does not have the expected SHA-256 $sha256; the download was deleted" >&2
    exit 1
fi

rm -rf cifar10.part && mkdir cifar10.part
tar -xzf "$archive" --strip-components 1 -C cifar10.part
rm -rf cifar10 && mv cifar10.part cifar10
rm "$archive"
