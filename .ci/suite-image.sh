#!/usr/bin/env bash
# Builds the image of the suite: what `npm pack` publishes, with the dependencies that package-lock.json pins.
#
#   suite-image.sh [TAG] [BASE]   TAG: magistrala-conformance/suite:dev; BASE: the Dockerfile's own, an image with Node 24
#
# Needs a docker daemon, npm and its registry, and the packages of this checkout installed.
set -Eeuo pipefail
cd "$(dirname "$0")/.."

tag=${1:-magistrala-conformance/suite:dev}
base=${2:-}
work=$(mktemp -d "${TMPDIR:-/tmp}/suite-image.XXXXXX")
trap 'rm -rf "$work"' EXIT

npm pack --silent --pack-destination "$work" >/dev/null
tar -C "$work" -xzf "$work"/*.tgz
cp package-lock.json "$work/package/"
# What the package needs and no more; scripts only of packages for which package.json allows them.
(cd "$work/package" && npm ci --omit=dev --no-audit --no-fund --loglevel=error)
rm -f "$work/package/package-lock.json"

# The classic builder is enough where the client has no buildx.
docker buildx version >/dev/null 2>&1 || export DOCKER_BUILDKIT=0
docker build --quiet ${base:+--build-arg "BASE=$base"} --file Dockerfile --tag "$tag" "$work/package"
