#!/usr/bin/env bash
# Builds the local images that the suite runs, offline: no registry, only Debian's package mirror.
#
#   images.sh [--force] [PROJECT_DIR]   base, node, postgres (if absent, or --force) and reference
#   images.sh binary NAME:TAG FILE      a scratch-like image around one static binary at /exe
#
#   magistrala-conformance/base:bookworm    debootstrap minbase
#   magistrala-conformance/node:VERSION     base + the node binary of the npm package "node"
#   magistrala-conformance/postgres:15      base + Debian's postgresql-15 (with contrib), no cluster
#   magistrala-conformance/reference:dev    node + /app, the built-in reference; always brought up to
#                                           date, docker's cache makes that cheap when nothing changed
#
# Needs a docker daemon and debootstrap (docker.sh), the npm packages installed in PROJECT_DIR, root for debootstrap.
set -Eeuo pipefail
PATH=$PATH:/usr/sbin:/sbin

PREFIX=magistrala-conformance
SUITE=bookworm
BASE=$PREFIX/base:$SUITE
POSTGRES=$PREFIX/postgres:15
REFERENCE=$PREFIX/reference:dev

say() { echo "images.sh: $*"; }
die() { echo "images.sh: error: $*" >&2; exit 1; }
present() { docker image inspect "$1" >/dev/null 2>&1; }
id_of() { docker image inspect --format '{{.Id}}' "$1" 2>/dev/null || true; }
# Is the image to be built? Remembers the one that it replaces.
wanted() {
  if $force; then replaced+=("$(id_of "$1")"); elif present "$1"; then return 1; fi
}
# Deletes the images that lost their name to a new build; a container may still hold one.
drop_replaced() {
  local id
  for id in "${replaced[@]}"; do
    [[ -z $id || $(docker image inspect --format '{{len .RepoTags}}' "$id" 2>/dev/null || echo 1) != 0 ]] ||
      docker image rm "$id" >/dev/null 2>&1 || true
  done
}
# The one line that tells what went wrong in a log of apt or debootstrap.
reason() { grep -m1 -E '^(E:|W: Failure)' "$1" || tail -n1 "$1"; }
usage() { die "usage: images.sh [--force] [PROJECT_DIR] | images.sh binary NAME:TAG FILE"; }

# Mounts made below (debootstrap's /proc and /sys, our tmpfs) live in a private namespace, so that
# they vanish with this process however it ends, and removing the work folder is always safe.
if [[ $(id -u) == 0 && -z ${IMAGES_NAMESPACE:-} ]]; then
  if unshare --mount true 2>/dev/null; then IMAGES_NAMESPACE=1 exec unshare --mount bash "$0" "$@"; fi
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/images.XXXXXX")
container=
cleanup() {
  [[ -z $container ]] || docker rm -f "$container" >/dev/null 2>&1 || true
  if [[ -d $work/root ]]; then
    umount -R "$work/root/proc" "$work/root/sys" 2>/dev/null || true
    umount "$work/root" 2>/dev/null || true
  fi
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'die "unexpected failure of: ${BASH_COMMAND%%$'"'\\n'"'*} (line $LINENO)"' ERR
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# --- The machine's apt sources ------------------------------------------------------------------

# Every binary source of the machine as "OPTIONS URI SUITE COMPONENTS", OPTIONS being "-" or
# signed-by=PATH and/or trusted=yes joined by commas; reads the one-line and the deb822 format.
apt_sources() {
  local dir=${APT_DIR:-/etc/apt} file
  for file in "$dir/sources.list" "$dir"/sources.list.d/*.list; do
    [[ -f $file ]] || continue
    awk '$1 == "deb" {
      line = $0; options = ""
      if (match(line, /\[[^]]*\]/)) {
        count = split(substr(line, RSTART + 1, RLENGTH - 2), o, /[ \t]+/)
        for (i = 1; i <= count; i++) if (o[i] ~ /^signed-by=\// || o[i] == "trusted=yes") options = options (options ? "," : "") o[i]
        line = substr(line, 1, RSTART - 1) substr(line, RSTART + RLENGTH)
      }
      sub(/#.*/, "", line); $0 = line; $1 = options ? options : "-"; print
    }' "$file"
  done
  for file in "$dir"/sources.list.d/*.sources; do
    [[ -f $file ]] || continue
    sed -e '/^#/d' -e 's/[[:space:]]*$//' "$file" | awk 'BEGIN { RS = ""; FS = "\n" } {
      split("", f)
      for (i = 1; i <= NF; i++) {
        if ($i ~ /^[ \t]/) { f[key] = f[key] " " $i; continue }
        colon = index($i, ":"); key = tolower(substr($i, 1, colon - 1)); f[key] = substr($i, colon + 1)
      }
      if (tolower(f["enabled"]) ~ /no|false|0/ || (" " f["types"] " ") !~ /[ \t]deb[ \t]/) next
      options = ""; signed = f["signed-by"]; gsub(/^[ \t]+/, "", signed)
      if (signed ~ /^\/[^ ]+$/) options = "signed-by=" signed
      if (tolower(f["trusted"]) ~ /yes/) options = options (options ? "," : "") "trusted=yes"
      uris = split(f["uris"], u, " "); suites = split(f["suites"], s, " ")
      for (i = 1; i <= uris; i++) for (j = 1; j <= suites; j++) print (options ? options : "-"), u[i], s[j], f["components"]
    }'
  done
}

# A source may name a file with a list of mirrors (Debian cloud images); take its first.
mirror_of() {
  local uri=$1
  if [[ $uri == mirror+file:* ]]; then
    uri=${uri#mirror+file:}
    uri=$(awk '!/^#/ && NF { print $1; exit }' "/${uri##+(/)}") || true
  fi
  echo "${uri%/}"
}

# Sets mirror and options for $SUITE, and writes the container's sources.list to $work/sources.list.
find_mirror() {
  local o u s c codename
  shopt -s extglob
  mirror='' options=''
  while read -r o u s c; do
    case $s in "$SUITE" | "$SUITE-updates" | "$SUITE-security") ;; *) continue ;; esac
    [[ " $c " == *" main "* && $u != cdrom:* ]] || continue
    u=$(mirror_of "$u")
    [[ $s != "$SUITE" || -n $mirror ]] || mirror=$u options=$o
    if [[ $o == - ]]; then o=''; else o="[${o//,/ }] "; fi
    echo "deb $o$u $s main" >>"$work/sources.list"
  done < <(apt_sources)
  if [[ -z $mirror ]]; then
    # Another Debian release: its mirror carries our suite too.
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    while read -r o u s c; do
      if [[ -n $codename && $s == "$codename" && " $c " == *" main "* ]]; then
        mirror=$(mirror_of "$u") options=-
        echo "deb $mirror $SUITE main" >>"$work/sources.list"
        break
      fi
    done < <(apt_sources)
  fi
  # debootstrap's wget knows no apt configuration, only the environment.
  for o in http https; do
    s=${o}_proxy
    [[ -n ${!s:-} ]] || eval "$(apt-config shell "$s" "Acquire::$o::Proxy")"
    [[ -z ${!s:-} || ${!s} == DIRECT ]] || export "${s?}"
  done
  [[ -n $mirror ]] || die "no Debian mirror for $SUITE in /etc/apt/sources.list or /etc/apt/sources.list.d"
}

# --- Images -------------------------------------------------------------------------------------

build_base() {
  local began=$SECONDS root=$work/root log=$work/debootstrap.log flags=() free
  [[ $(id -u) == 0 ]] || die "must be root to build $BASE with debootstrap"
  command -v debootstrap >/dev/null || die "debootstrap is not installed; run .ci/docker.sh first"
  find_mirror
  say "building $BASE from $mirror"
  mkdir "$root"
  # In memory if there is plenty: faster, and works where /tmp is mounted nodev or noexec.
  free=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo)
  ((free < 3000000)) || mount -t tmpfs -o mode=0755,size=1g images "$root" 2>/dev/null || true
  mkdir -p "$root/etc/dpkg/dpkg.cfg.d"
  printf '%s\n' force-unsafe-io 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/man/*' \
    'path-exclude=/usr/share/locale/*' >"$root/etc/dpkg/dpkg.cfg.d/small"
  [[ $options != *signed-by=* ]] || flags+=("--keyring=$(sed -E 's/.*signed-by=([^,]*).*/\1/' <<<"$options")")
  [[ $options != *trusted=yes* ]] || flags+=(--no-check-gpg)
  debootstrap "${flags[@]}" --variant=minbase "$SUITE" "$root" "$mirror" </dev/null >"$log" 2>&1 ||
    die "debootstrap failed: $(reason "$log")"
  rm -f "$root/etc/resolv.conf" "$root/etc/hostname"
  tar -C "$root" --numeric-owner --one-file-system -c --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' \
    --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' --exclude='./var/log/*' \
    --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' . |
    docker import --change 'CMD ["bash"]' --change 'ENV LANG=C.UTF-8' - "$BASE" >/dev/null ||
    die "cannot import $BASE"
  umount "$root" 2>/dev/null || true
  say "built $BASE in $((SECONDS - began)) s"
}

# The container uses the host's network and the host's apt proxy and certificates, so that every
# mirror that the host can reach works here too. Files go in by copy, not by bind mount, so that it
# also works where the daemon does not see our file system.
build_postgres() {
  local began=$SECONDS log=$work/postgres.log line file exports='' apt=() pg=/usr/lib/postgresql/15
  [[ -s $work/sources.list ]] || find_mirror
  say "building $POSTGRES from $mirror"
  while read -r line; do apt+=(-o "$line"); done < <(
    apt-config dump | sed -nE 's/^(Acquire::Check-[^ ]*) "(.+)";$/\1=\2/p')
  for line in http_proxy https_proxy no_proxy; do [[ -z ${!line:-} ]] || exports+="export $line=${!line@Q}; "; done
  docker rm -f "$PREFIX-postgres-build" >/dev/null 2>&1 || true
  container=$(docker create --network host --stop-signal SIGINT --name "$PREFIX-postgres-build" "$BASE" bash -ec "$exports"'
    export DEBIAN_FRONTEND=noninteractive
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    apt() { apt-get -o Acquire::https::CaInfo=/ca.crt -o Acquire::Languages=none "$@"; }
    apt "$@" update
    apt "$@" install -y --no-install-recommends -o DPkg::Options::=--force-confold postgresql-15
    # The just-in-time compiler is optional and more than half of the size.
    rm -rf '"$pg"'/lib/bitcode '"$pg"'/lib/llvmjit* /usr/lib/llvm-* /usr/lib/*/libLLVM* /usr/lib/*/libz3.so*
    rm -rf /ca.crt /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/*
    install -d -o postgres -g postgres -m 0700 /var/lib/postgresql/data
    install -d -o postgres -g postgres -m 2775 /run/postgresql
    ls /usr/share/postgresql/15/extension/ltree.control' bash "${apt[@]}") || die "cannot create a container of $BASE"
  while read -r file; do
    docker cp -L "$file" "$container:$file" </dev/null >/dev/null 2>&1 || die "cannot copy $file into the container"
  done < <(sed -nE 's/.*signed-by=([^] ]+).*/\1/p' "$work/sources.list" | sort -u)
  [[ ! -f /etc/ssl/certs/ca-certificates.crt ]] || docker cp -L /etc/ssl/certs/ca-certificates.crt "$container:/ca.crt" >/dev/null
  docker cp "$work/sources.list" "$container:/etc/apt/sources.list" >/dev/null
  docker start -a "$container" </dev/null >"$log" 2>&1 || die "cannot install postgresql-15: $(reason "$log")"
  docker commit --change "ENV PATH=$pg/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    --change 'ENV PGDATA=/var/lib/postgresql/data' --change 'USER postgres' --change 'WORKDIR /var/lib/postgresql' \
    --change 'EXPOSE 5432' --change 'CMD ["postgres"]' \
    "$container" "$POSTGRES" >/dev/null || die "cannot commit $POSTGRES"
  docker rm -f "$container" >/dev/null
  container=
  say "built $POSTGRES in $((SECONDS - began)) s"
}

# The classic builder, where the client has no buildx: it is enough for these few steps.
build() {
  local log=$work/build.log
  docker buildx version >/dev/null 2>&1 || export DOCKER_BUILDKIT=0
  docker build "$@" >"$log" 2>&1 || die "docker build failed: $(grep -v '^ *$' "$log" | tail -n1)"
}

# Sets node_image and node, its binary: the npm package "node" puts it there when installing.
build_node() {
  local began=$SECONDS binary version
  for binary in "$project"/node_modules/node/bin/node "$project"/node_modules/{node/node_modules/,}node-{bin-,}linux-*/bin/node; do
    if [[ -x $binary ]] && version=$("$binary" --version 2>/dev/null) && [[ $version == v24.* ]]; then
      node_image=$PREFIX/node:${version#v}
      node=$binary
      wanted "$node_image" || return 0
      tar -C "${binary%/node}" --owner=0 --group=0 --mode=0755 -c node --transform 's,^,node/,' >"$work/node.tar"
      printf 'FROM %s\nCOPY node/node /usr/local/bin/node\nCMD ["node"]\n' "$BASE" >"$work/Dockerfile"
      tar -C "$work" -rf "$work/node.tar" Dockerfile
      build -t "$node_image" - <"$work/node.tar"
      rm -f "$work/node.tar" "$work/Dockerfile"
      say "built $node_image in $((SECONDS - began)) s"
      return 0
    fi
  done
  die "no Node 24 binary under $project/node_modules/node; install the packages there with install scripts allowed for node"
}

build_reference() {
  local began=$SECONDS before program
  [[ -f $project/fixtures/reference/main.ts ]] || die "no fixtures/reference/main.ts in $project"
  before=$(id_of "$REFERENCE")
  # shellcheck disable=SC2016
  program=$("$node" --input-type=module -e '
    const { pathToFileURL } = await import("node:url");
    const [project] = process.argv.slice(1);
    const { bundledReference } = await import(pathToFileURL(`${project}/src/run/reference-program.ts`).href);
    console.log(await bundledReference(project));
  ' "$project" 2>"$work/bundle.err") || die "cannot bundle the reference: $(grep -m1 Error "$work/bundle.err" || tail -n1 "$work/bundle.err")"
  mkdir "$work/context"
  cp "$(dirname "$0")/reference.Dockerfile" "$work/context/Dockerfile"
  cp -R "${program%/fixtures/reference/main.mjs}" "$work/context/app"
  tar -C "$work/context" --owner=0 --group=0 --mode=u=rwX,go=rX --sort=name -cf "$work/reference.tar" Dockerfile app
  build --build-arg "NODE_IMAGE=$node_image" -t "$REFERENCE" - <"$work/reference.tar"
  if [[ $(id_of "$REFERENCE") == "$before" ]]; then
    say "$REFERENCE is up to date, checked in $((SECONDS - began)) s"
  else
    replaced=("$before" "${replaced[@]}")
    say "built $REFERENCE in $((SECONDS - began)) s"
  fi
}

build_binary() {
  local name=$1 file=$2
  [[ $name =~ ^[a-z0-9][^[:space:]]*:[^:/[:space:]]+$ ]] || die "not a NAME:TAG: $name"
  [[ -f $file && -r $file ]] || die "no readable file $file"
  [[ $(head -c 4 "$file" | od -An -tx1 | tr -d ' ') == 7f454c46 ]] || die "not an ELF binary: $file"
  ! head -c 8192 "$file" | grep -aqE '/ld-(linux|musl)' || die "not a static binary (it names a dynamic loader): $file"
  mkdir "$work/image"
  install -m 0755 "$file" "$work/image/exe"
  install -d -m 1777 "$work/image/tmp"
  tar -C "$work/image" --owner=0 --group=0 -c exe tmp |
    docker import --change 'ENTRYPOINT ["/exe"]' - "$name" >/dev/null || die "cannot import $name"
  say "built $name from $file"
}

docker version >/dev/null 2>&1 || die "no docker daemon answers; run .ci/docker.sh first"

if [[ ${1:-} == binary ]]; then
  (($# == 3)) || usage
  build_binary "$2" "$3"
  exit 0
fi

force=false replaced=()
if [[ ${1:-} == --force ]]; then force=true; shift; fi
if (($# > 1)) || [[ ${1:-} == -* ]]; then usage; fi
project=$(cd "${1:-$(dirname "$0")/..}" 2>/dev/null && pwd) || die "no such folder: ${1:-}"
[[ -f $project/node_modules/.package-lock.json ]] || die "no installed packages in $project; run npm ci or npm install there first"

exec 9>"${TMPDIR:-/tmp}/magistrala-conformance-images.lock"
flock -w 600 9 || die "another images.sh has been running for 10 minutes"
if wanted "$BASE"; then build_base; fi
if wanted "$POSTGRES"; then build_postgres; fi
build_node
build_reference
drop_replaced
