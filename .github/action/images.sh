#!/usr/bin/env bash
# Keeps the images of a run in one archive, for a cache.
#
#   images.sh key    looks up the digest that each image has at its registry now; the digests are the key of the cache
#   images.sh fill   loads the archive where the cache had it, else pulls by these digests and makes the archive
#
# What is loaded is therefore what a pull would bring now: an image that changes has another digest, and another key.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/suite.sh"

archive=$RUNNER_TEMP/magistrala-conformance-images.tar
list=$RUNNER_TEMP/magistrala-conformance-images.txt

key() {
  local references reference digest
  option release
  option release-file
  option registry
  references=$("${suite[@]}" images "${args[@]}")
  : >"$list"
  while IFS= read -r reference; do
    # One that no registry has, or that answers no question without a login, is left to the run.
    digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$reference" </dev/null) || digest=
    if [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]]; then
      echo "$reference $digest" >>"$list"
    else
      echo "Not cached, as its digest is not known: $reference"
    fi
  done <<<"$references"
  [[ -s $list ]] || return 0
  {
    echo "key=magistrala-conformance-images-$(uname -m)-$(sha256sum <"$list" | cut -d ' ' -f 1)"
    echo "archive=$archive"
  } >>"$GITHUB_OUTPUT"
}

fill() {
  local reference digest name repository references=()
  if [[ ${CACHE_HIT:-} == true ]]; then
    docker load --input "$archive"
    return
  fi
  while read -r reference digest; do
    # Without the tag: what follows a colon in the last part.
    name=${reference##*/}
    repository=${reference%"$name"}${name%%:*}
    docker pull --quiet "$repository@$digest" </dev/null
    docker tag "$repository@$digest" "$reference"
    references+=("$reference")
  done <"$list"
  docker save --output "$archive" "${references[@]}"
}

case ${1:-} in
  key) key ;;
  fill) fill ;;
  *) refuse 'images.sh key or images.sh fill' "${1:-nothing}" 'correct the action' ;;
esac
