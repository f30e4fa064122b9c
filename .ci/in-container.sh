#!/usr/bin/env bash
# Runs the suite as an image, with the socket of the daemon mounted: it starts the services beside its own container, in
# Docker's usual network and in another one. Needs the images of images.sh.
set -Eeuo pipefail
cd "$(dirname "$0")/.."

image=magistrala-conformance/suite:dev
network=magistrala-conformance-ci-$$
trap 'docker network rm "$network" >/dev/null 2>&1 || true' EXIT

base=magistrala-conformance/node:$(node_modules/.bin/node --version | tr -d v)
bash .ci/suite-image.sh "$image" "$base"

# run NETWORK ARGS...
run() {
  docker run --rm --network "$1" --volume /var/run/docker.sock:/var/run/docker.sock \
    --env TESTCONTAINERS_RYUK_DISABLED=true \
    --env MAGISTRALA_CONFORMANCE_POSTGRES_IMAGE=magistrala-conformance/postgres:15 "$image" "${@:2}"
}

# The reference with no Docker at all.
docker run --rm "$image" --section standalone

docker network create "$network" >/dev/null
for one in bridge "$network"; do
  # Without grep -q, which would end the pipe early.
  run "$one" doctor | tee >(cat >&2) | grep '^ok  *Containers: by the network' >/dev/null
done
run "$network" --runtime containers --section standalone
