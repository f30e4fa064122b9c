# Sourced by the scripts of the action: sets `suite` to the command that runs the suite, and reads inputs.
# shellcheck shell=bash

# refuse EXPECTED FOUND TODO: a mistake in the workflow, in the words of the suite, with its exit code.
refuse() {
  printf 'Cannot run as asked.\n  expected  %s\n  found     %s\n  to do     %s\n' "$@" >&2
  echo 'exit-code=2' >>"$GITHUB_OUTPUT"
  exit 2
}

# The npm package of this version, or the suite that stands beside the action.
suite_folder=${RUNNER_TEMP:-/tmp}/magistrala-conformance-package
if [[ -n ${INPUT_VERSION:-} ]]; then
  [[ $INPUT_VERSION =~ ^[0-9A-Za-z.+-]+$ ]] ||
    refuse 'the input version to be a version of the npm package' "$INPUT_VERSION" 'write it as 0.1.0'
  suite=(node "$suite_folder/node_modules/magistrala-conformance/dist/src/cli/main.js")
else
  suite=(node "$GITHUB_ACTION_PATH/src/cli/main.ts")
fi

args=()

# option NAME: the option of that name with the value of the input, unless it is empty. One line: it may become an output.
option() {
  local variable=INPUT_${1//-/_}
  variable=${variable^^}
  local value=${!variable:-}
  [[ -n $value ]] || return 0
  [[ $value != *$'\n'* ]] || refuse "one line in the input $1" "$(wc -l <<<"$value") lines" 'correct the workflow'
  args+=("--$1=$value")
}

# flag NAME: the option of that name where the input is true.
flag() {
  local variable=INPUT_${1//-/_}
  variable=${variable^^}
  case ${!variable:-false} in
    true) args+=("--$1") ;;
    false) ;;
    *) refuse "the input $1 to be true or false" "${!variable}" 'correct the workflow' ;;
  esac
}

# options OPTION INPUT: the option once for every line of the input that holds something.
options() {
  local variable=INPUT_${2^^} line
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line#"${line%%[![:space:]]*}"}
    line=${line%"${line##*[![:space:]]}"}
    [[ -z $line ]] || args+=("--$1=$line")
  done <<<"${!variable:-}"
}
