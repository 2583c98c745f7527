#!/bin/bash
# bench/tftp.sh [--target host:port] [--pid PID | --target-cmd 'CMD'] [--file NAME --ref FILE] [--fwfile NAME --fwref FILE]
#               [--peers "floor hpa atftpd dnsmasq nodetftp"] [--base atftpd] [--quick] [--cases small,own,fw,storm,miss|all]
# Peers and, if given, our target, interleaved, REPS (3) times; medians and ratios to --base.
#  floor: peers/tftp_floor.cjs, the least a Node program can do for the same packets.
#  --target-cmd is started by this script (so that its CPU can be read exactly); ROOT, STATE and, without --target, PORT in it are
#  replaced. Without --file the target must serve profile.cfg (4096 bytes), fw.bin (4 MiB) and spa<mac>.cfg from the same folder
#  (TFTP_ROOT=DIR uses a folder of yours that lasts; it is filled with the test files).
. "$(dirname "$0")/lib.sh"
TARGET= TPID= TCMD= FILE=profile.cfg REF= FW=fw.bin FWREF= PEERLIST="floor hpa atftpd dnsmasq nodetftp" BASE=atftpd QUICK= CASES=all
while [ $# -gt 0 ]; do case $1 in
  --target) TARGET=$2; shift 2;; --pid) TPID=$2; shift 2;; --target-cmd) TCMD=$2; shift 2;;
  --file) FILE=$2; shift 2;; --ref) REF=$2; shift 2;; --fwfile) FW=$2; shift 2;; --fwref) FWREF=$2; shift 2;;
  --peers) PEERLIST=$2; shift 2;; --quick) QUICK=1; shift;; --cases) CASES=$2; shift 2;; --base) BASE=$2; shift 2;; *) sed -n 2,8p "$0"; exit 2;; esac; done
bench_init tftp; L=$(build tftp_load.c)
R=${TFTP_ROOT:-$W/root}; mkdir -p "$R"; chmod 755 "$R"
[ -f "$R/profile.cfg" ] || head -c 4096 /dev/urandom >"$R/profile.cfg"
[ -f "$R/fw.bin" ] || head -c 4194304 /dev/urandom >"$R/fw.bin"
for i in $(seq 0 1499); do m=$(printf '000e08%06x' "$i"); [ -f "$R/spa$m.cfg" ] || { printf '<flat-profile><User_ID_1_>%s</User_ID_1_>' "$m"; head -c 4040 /dev/zero | tr '\0' ' '; } >"$R/spa$m.cfg"; done
chmod -R a+rX "$R"
declare -A HOST PORT
freeport() { "$NODE" -e 'const s=require("dgram").createSocket("udp4");s.bind(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
LIST=
for p in $PEERLIST; do
  HOST[$p]=127.0.0.1; PORT[$p]=$(freeport)
  case $p in
    floor) start_srv floor "$NODE" "$BENCH_DIR/peers/tftp_floor.cjs" 127.0.0.1 "${PORT[floor]}" "$R";;
    hpa) X=$PEERS/hpa/usr/sbin/in.tftpd; [ -x "$X" ] || X=$(command -v in.tftpd) || continue
         start_srv hpa "$X" -L -4 -a "127.0.0.1:${PORT[hpa]}" -s -u "$(id -un)" "$R";;
    atftpd) X=$PEERS/atftpd/usr/sbin/atftpd; [ -x "$X" ] || X=$(command -v atftpd) || continue
         start_srv atftpd env "LD_LIBRARY_PATH=$PEERS/atftpd/usr/lib/x86_64-linux-gnu" "$X" --daemon --no-fork --port "${PORT[atftpd]}" --bind-address 127.0.0.1 --maxthread 1000 --user "$(id -un).$(id -gn)" --logfile "$W/atftpd-own.log" "$R";;
    dnsmasq) command -v dnsmasq >/dev/null || continue   # the TFTP port of dnsmasq is fixed at 69: an own loopback address
         HOST[dnsmasq]=127.77.0.1; PORT[dnsmasq]=69
         start_srv dnsmasq dnsmasq -k -C /dev/null --port=0 --bind-interfaces --listen-address=127.77.0.1 --enable-tftp --tftp-root="$R" --tftp-max=1000 --user="$(id -un)" --pid-file="$W/dnsmasq.pid" --log-facility="$W/dnsmasq-own.log";;
    nodetftp) NODE_PATH=$PEERS/npm/node_modules start_srv nodetftp "$NODE" "$BENCH_DIR/peers/tftp_node.cjs" 127.0.0.1 "${PORT[nodetftp]}" "$R";;
  esac
  LIST="$LIST $p"
done
if [ -n "$TCMD" ]; then
  HOST[ours]=${TARGET%:*}; PORT[ours]=${TARGET##*:}; [ -n "$TARGET" ] || { HOST[ours]=127.0.0.1; PORT[ours]=$(freeport); }; c=${TCMD//ROOT/$R}; c=${c//STATE/$W/state}; c=${c//PORT/${PORT[ours]}}; start_srv ours bash -c "exec $c"; LIST="$LIST ours"
elif [ -n "$TARGET" ]; then HOST[ours]=${TARGET%:*}; PORT[ours]=${TARGET##*:}; LIST="$LIST ours"; fi
sleep "${READY:-1.5}"
cpu_now() { if [ "$1" = ours ] && [ -z "$TCMD" ]; then [ -n "$TPID" ] && tree_cpu "$TPID" || echo '?'; else srv_cpu "$1"; fi; }
run() { # CASE PEER load-args...
  local case=$1 p=$2 a b j; shift 2
  a=$(cpu_now "$p"); j=$("$L" -s "${HOST[$p]}" -p "${PORT[$p]}" -j "$@"); sleep 0.15; b=$(cpu_now "$p")
  record "$case" "$p" "$a" "$b" "$j"
}
fileof() { [ "$1" = ours ] && echo "$FILE" || echo profile.cfg; }
refof() { [ "$1" = ours ] && [ -n "$REF" ] && echo "$REF" || echo "$R/profile.cfg"; }
fwof() { [ "$1" = ours ] && echo "$FW" || echo fw.bin; }
fwrefof() { [ "$1" = ours ] && [ -n "$FWREF" ] && echo "$FWREF" || echo "$R/fw.bin"; }
has() { [ "$CASES" = all ] || [[ ,$CASES, = *,"$1",* ]]; }
if [ -n "$QUICK" ]; then N1=100 N50=500 N250=500 F1=1 F20=20 REPS=1; else N1=300 N50=1500 N250=1500 F1=8 F20=20; fi
for rep in $(seq "$REPS"); do
  for p in $LIST; do
    if has small; then
      run 'small 4KB c1'   "$p" -f "$(fileof $p)" -R "$(refof $p)" -n $N1 -k 1 -M 40
    fi; done
  for p in $LIST; do has small && run 'small 4KB c50'  "$p" -f "$(fileof $p)" -R "$(refof $p)" -n $N50 -k 50 -M 40; done
  for p in $LIST; do has small && run 'small 4KB c250' "$p" -f "$(fileof $p)" -R "$(refof $p)" -n $N250 -k 250 -M 40; done
  for p in $LIST; do has own && run 'own 4KB c50' "$p" -f 'spa%s.cfg' -D "$R" -n $N50 -k 50 -M 40; done
  for p in $LIST; do has miss && run 'missing file c50' "$p" -f no-such-%s.cfg -e 1 -n $N50 -k 50 -M 40; done
  for p in $LIST; do has storm && run 'storm 250 boxes x 2' "$p" -f "$(fileof $p)" -f 'spa%s.cfg' -n 250 -k 250 -M 40; done
  for v in 'b512' 'b1428 -b 1428' 'b1428w8 -b 1428 -w 8'; do
    set -- $v; t=$1; shift
    for p in $LIST; do has fw && run "fw 4MB $t c1"  "$p" -f "$(fwof $p)" -R "$(fwrefof $p)" -n $F1 -k 1 -M 40 -B 1048576 "$@"; done
    for p in $LIST; do has fw && run "fw 4MB $t c20" "$p" -f "$(fwof $p)" -R "$(fwrefof $p)" -n $F20 -k 20 -M 60 -B 1048576 "$@"; done
  done
  for p in $LIST; do [ "$p" = ours ] && [ -z "$TCMD" ] || srv_alive "$p" || echo "note: $p has died (log: $(tail -2 "$W/$p.log" | tr '\n' ' '))" >&2; done
done
[ -n "$OUT" ] && cp "$RES" "$OUT"
summary --cols fetches_per_s,mb_per_s,p50_ms,p95_ms,p99_ms,max_ms,wall_s,errors,unfinished,retransmits,granted_blksize,granted_windowsize,cpu_s_per_1000,cpu_s_per_gb,client_cpu_s --base "$BASE" --ratio cpu_s_per_1000
