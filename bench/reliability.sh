#!/usr/bin/env bash
# bench/reliability.sh [ROW …] - the figures of the risks, one file per row (bench/reliability/rowNN.ts), all of them unless told: bench/reliability.sh 4 5
# Each prints a table: row, figure asked, figure seen, met or not. Rows with network namespaces need root; the page must be built (node scripts/build.mjs).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
files=()
for row in "$@"; do
  file=$(printf 'bench/reliability/row%02d.ts' "${row#row}" 2>/dev/null)
  [ -f "$file" ] || { echo "there is no $file" >&2; exit 2; }
  files+=("$file")
done
[ $# -gt 0 ] || files=(bench/reliability/row[0-9][0-9].ts)
worst=0
echo '| row | figure asked | figure seen | met |'
echo '|---:|---|---|---|'
for file in "${files[@]}"; do
  node scripts/with-node.mjs --no-warnings "$file" || worst=1
done
exit $worst
