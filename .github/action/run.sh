#!/usr/bin/env bash
# Runs the suite with the inputs of the action, or merges shards; then hands on what came of it: outputs and the summary
# of the job. Ends with the suite's exit code.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/suite.sh"

# What GitHub takes for one step is 1 MiB.
summary_limit=900000

out=${INPUT_OUT:-results/conformance}
INPUT_OUT=$out

if [[ -n ${INPUT_MERGE:-} ]]; then
  [[ -d $INPUT_MERGE ]] || refuse 'the input merge to be a folder' "no folder at $INPUT_MERGE" 'download the artifacts of all shards there'
  journals=()
  while IFS= read -r -d '' journal; do journals+=("$journal"); done < <(find "$INPUT_MERGE" -name journal.ndjson -print0 | sort -z)
  ((${#journals[@]})) ||
    refuse "a journal.ndjson of each shard below $INPUT_MERGE" 'none' 'download the artifacts of all shards there'
  for name in out release-file deviations deviations-from; do option "$name"; done
  flag sarif
  args=(merge "${args[@]}" --annotations=github -- "${journals[@]}")
else
  for name in target release release-file binaries registry pull deviations deviations-from shard workers out scope; do
    option "$name"
  done
  options image images
  for name in section rule case subject naming; do options "$name" "$name"; done
  flag strict
  flag only-present
  # A shard judges nothing.
  if [[ -z ${INPUT_SHARD:-} ]]; then
    flag sarif
    args+=(--annotations=github)
  fi
  args=(run "${args[@]}")
fi

# What lies in the folder from before says nothing about this run.
began=$(mktemp)
trap 'rm -f "$began"' EXIT
sleep 0.01

code=0
"${suite[@]}" "${args[@]}" || code=$?

gate=
report=
if [[ $out/report.json -nt $began ]]; then
  gate=$(node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")).gate' "$out/report.json")
  report=$out/report.html
fi
{
  echo "gate=$gate"
  echo "exit-code=$code"
  echo "report=$report"
} >>"$GITHUB_OUTPUT"

if [[ $out/summary.md -nt $began ]]; then
  if (($(wc -c <"$out/summary.md") <= summary_limit)); then
    cat "$out/summary.md"
  else
    # Whole lines only.
    head -c "$summary_limit" "$out/summary.md" | sed '$d'
    printf '\nThe summary is longer than GitHub shows: the rest is in summary.md of the artifact.\n'
  fi >>"$GITHUB_STEP_SUMMARY"
else
  {
    echo '## Conformance of Magistrala'
    if [[ $code == 0 && -n ${INPUT_SHARD:-} ]]; then
      echo "Shard $INPUT_SHARD was observed. Nothing is judged before all shards are merged."
    else
      echo "Nothing was judged; exit code $code. The log of this step says why."
    fi
  } >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"
