#!/usr/bin/env bash
# Compares OLD and NEW, writes the report to the job's summary, and to one comment of the pull request, which a later
# run replaces. Ends with the status of `pool diff`. Needs cognito-conformance, gh and the variables of action.yml.
set -euo pipefail

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
fi
cat "$folder/report.md" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
echo "status=$status" >> "${GITHUB_OUTPUT:-/dev/null}"

{ echo "$marker"; head -c "$longest" "$folder/report.md" | iconv -c -f UTF-8 -t UTF-8; } > "$body"
if [ "$(wc -c < "$folder/report.md")" -gt "$longest" ]; then
  printf '\n\nThe report is longer than a comment can be: all of it is in the summary of the job.\n' >> "$body"
fi

if [ "${COMMENT:-true}" = true ] && [ -n "${PULL_REQUEST:-}" ]; then
  comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
  earlier=$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$marker\")) | .id" | sed -n 1p)
  if [ -n "$earlier" ]; then
    gh api --silent -X PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$earlier" -F "body=@$body"
  else
    gh api --silent -X POST "$comments" -F "body=@$body"
  fi
fi
exit "$status"
