#!/usr/bin/env bash
# Compares OLD and NEW, writes the report to the job's summary, and to one comment of the pull request, which a later
# run replaces. Ends with the status of `pool diff`, or with 3 where the comparison or the comment could not be made.
# Needs cognito-conformance, gh and the variables of action.yml.
set -euo pipefail

told=
trap 'if [ -z "$told" ]; then echo "the comparison or its comment could not be made" >&2; exit 3; fi' EXIT
finish() { # with this status
  told=yes
  exit "$1"
}

case "${COMMENT:-true}" in
  true | false) ;;
  *)
    echo "comment: $COMMENT: it is true or false" >&2
    finish 2
    ;;
esac

marker='<!-- cognito-conformance pool -->'
longest=65000 # bytes: GitHub takes comments of 65,536 characters

folder=$(mktemp -d)
body="$folder/comment.md"
arguments=("$OLD" "$NEW")
if [ -n "${VIA:-}" ]; then arguments+=(--via "$VIA"); fi
if [ -n "${ACCEPT:-}" ]; then arguments+=(--accept "$ACCEPT"); fi

status=0
cognito-conformance pool diff "${arguments[@]}" > "$folder/report.md" 2> "$folder/said" || status=$?
cat "$folder/said" >&2
if [ ! -s "$folder/report.md" ]; then # wrong use, or a file that is none: the message is all there is
  { printf '### Pool configuration: not compared\n\n```\n'; cat "$folder/said"; printf '```\n'; } > "$folder/report.md"
  if [ "$status" -lt 2 ]; then status=3; fi # without a report, nobody has seen what changes
fi
cat "$folder/report.md" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
echo "status=$status" >> "${GITHUB_OUTPUT:-/dev/null}"

echo "$marker" > "$body"
if [ "$(wc -c < "$folder/report.md")" -gt "$longest" ]; then
  head -c "$longest" "$folder/report.md" | LC_ALL=C sed '$d' >> "$body" # the last line may end inside a character
  printf '\n\nThe report is longer than a comment can be: all of it is in the summary of the job.\n' >> "$body"
else
  cat "$folder/report.md" >> "$body"
fi

post() {
  local comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments" earlier
  earlier=$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$marker\")) | .id") || return
  if [ -n "$earlier" ]; then
    gh api --silent -X PATCH "repos/$GITHUB_REPOSITORY/issues/comments/${earlier%%$'\n'*}" -F "body=@$body"
  else
    gh api --silent -X POST "$comments" -F "body=@$body"
  fi
}

if [ "${COMMENT:-true}" = true ] && [ -n "${PULL_REQUEST:-}" ] && ! post; then
  echo "the comment could not be written: give the job \`permissions: pull-requests: write\`," \
    "or set the input comment to false" >&2
  finish 3
fi
finish "$status"
