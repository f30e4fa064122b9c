#!/usr/bin/env bash
# Makes sure that /usr/bin/chromium is there, from Debian's packages. Needs root only where it is missing.
set -Eeuo pipefail

if [[ ! -x /usr/bin/chromium ]]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=120 update </dev/null
  # Without a font no text has a size, and the tests of the layout would say nothing.
  apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends chromium fonts-dejavu-core </dev/null
fi
/usr/bin/chromium --version
