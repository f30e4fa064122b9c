#!/usr/bin/env bash
# Makes sure a docker daemon answers, because the suite starts its services in containers and the
# landing machine may have no engine (at most a docker client). Installs what is missing from
# Debian's packages and starts dockerd by hand, since there is no systemd. Needs root only if the
# daemon is not running yet; running it again is free. Also installs debootstrap, for images.sh.
set -Eeuo pipefail
PATH=$PATH:/usr/sbin:/sbin

say() { echo "docker.sh: $*"; }
die() { echo "docker.sh: error: $*" >&2; exit 1; }
trap 'die "unexpected failure of: $BASH_COMMAND (line $LINENO)"' ERR
answers() { timeout 10 docker info >/dev/null 2>&1; }

install_packages() {
  local log
  log=$(mktemp)
  say "installing $* with apt-get"
  export DEBIAN_FRONTEND=noninteractive
  # An unreachable third-party source must not stop us: if Debian's own lists are bad, install fails.
  apt-get -o DPkg::Lock::Timeout=120 update </dev/null >"$log" 2>&1 9>&- ||
    say "warning: apt-get update failed: $(grep -m1 '^[EW]:' "$log" || true)"
  apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@" </dev/null >"$log" 2>&1 9>&- ||
    die "apt-get cannot install $*: $(grep -m1 '^E:' "$log" || tail -n1 "$log") (log: $log)"
  rm -f "$log"
  hash -r
}

# dockerd refuses to start, or waits for ever, if a pid file names any process that exists: another
# program (/run is on the disk here and survives a restart of the machine) or a zombie after a crash.
drop_stale_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null || true)
  [[ $pid =~ ^[0-9]+$ ]] || return 0
  # A zombie has no executable.
  [[ $(readlink "/proc/$pid/exe" 2>/dev/null || true) == */"$2"* ]] || rm -f "$1"
}

# Debian's iptables speaks nft; a kernel without nf_tables needs the legacy variant.
choose_iptables() {
  iptables -w -t nat -nL >/dev/null 2>&1 && return 0
  iptables-legacy -w -t nat -nL >/dev/null 2>&1 ||
    die "iptables cannot list the nat table, neither nft nor legacy: $(iptables -t nat -nL 2>&1 | head -n1)"
  say "no nf_tables in this kernel, switching to iptables-legacy"
  update-alternatives --set iptables /usr/sbin/iptables-legacy >/dev/null
  [[ ! -e /usr/sbin/ip6tables-legacy ]] || update-alternatives --set ip6tables /usr/sbin/ip6tables-legacy >/dev/null
}

start_daemon() {
  local log pid i
  log=$(mktemp -d "${TMPDIR:-/tmp}/dockerd.XXXXXX")/dockerd.log
  drop_stale_pid /var/run/docker.pid dockerd
  drop_stale_pid /var/run/docker/containerd/containerd.pid containerd
  say "starting dockerd, log in $log"
  # Its own session and no inherited descriptor, so that it outlives the gate and blocks no pipe.
  setsid dockerd </dev/null >"$log" 2>&1 9>&- &
  pid=$!
  for ((i = 0; i < 300; i++)); do
    answers && return 0
    kill -0 "$pid" 2>/dev/null ||
      die "dockerd ended at once: $(grep -v 'level=info' "$log" | tail -n1) (log: $log)"
    sleep 0.2
    ((SECONDS - began < 60)) || break
  done
  kill "$pid" 2>/dev/null || true
  die "dockerd not ready after 60 s: $(grep -v 'level=info' "$log" | tail -n1) (log: $log)"
}

running=false
if answers; then running=true; fi
missing=()
if ! $running; then
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v iptables >/dev/null || missing+=(iptables)
fi
command -v debootstrap >/dev/null || missing+=(debootstrap)

if ! $running || ((${#missing[@]})); then
  [[ $(id -u) == 0 ]] || die "must be root to install or start docker"
  if ! $running && [[ -n ${DOCKER_HOST:-} ]]; then die "DOCKER_HOST=$DOCKER_HOST does not answer; unset it to use a local daemon"; fi
  exec 9>/var/lock/magistrala-conformance-docker.lock
  flock -w 300 9 || die "another docker.sh has been running for 5 minutes"
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
  command -v docker >/dev/null || die "no docker client in PATH after the installation"
  if ! answers; then
    choose_iptables
    began=$SECONDS
    start_daemon
  fi
fi

say "ready: $(docker info --format 'docker {{.ServerVersion}}, storage {{.Driver}}, cgroup v{{.CgroupVersion}}')"
