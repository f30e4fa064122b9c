#!/usr/bin/env bash
# Installs what the suite needs to run, without what only its developers need.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/suite.sh"

if [[ -n ${INPUT_VERSION:-} ]]; then
  mkdir -p "$suite_folder"
  npm install --no-audit --no-fund --prefix "$suite_folder" "magistrala-conformance@$INPUT_VERSION"
else
  cd "$GITHUB_ACTION_PATH"
  npm ci --omit=dev --no-audit --no-fund
fi
