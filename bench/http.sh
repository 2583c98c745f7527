#!/bin/bash
# bench/http.sh [--target host:port (--pid PID | --target-cmd 'CMD')] [--path /NAME] [--seconds 4]
# wrk against nginx (one worker, 4 KB file) and, if given, our HTTP profile server; interleaved, REPS times.
. "$(dirname "$0")/lib.sh"
TARGET= TPID= TCMD= PATHN=/profile.cfg SEC=4
while [ $# -gt 0 ]; do case $1 in --target) TARGET=$2; shift 2;; --pid) TPID=$2; shift 2;; --target-cmd) TCMD=$2; shift 2;; --path) PATHN=$2; shift 2;; --seconds) SEC=$2; shift 2;; --quick) REPS=1; SEC=1; shift;; *) sed -n 2,3p "$0"; exit 2;; esac; done
bench_init http; mkdir -p "$W/root" "$W/tmp"; head -c 4096 /dev/urandom >"$W/root/profile.cfg"; chmod -R a+rX "$W"
freeport() { "$NODE" -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
PN=$(freeport)
cat >"$W/nginx.conf" <<K
worker_processes 1; pid $W/nginx.pid; error_log $W/err.log warn; daemon off; $([ "$(id -u)" = 0 ] && echo "user $(id -un);")
events { worker_connections 1024; }
http { access_log off; sendfile on; client_body_temp_path $W/tmp/a; proxy_temp_path $W/tmp/b; fastcgi_temp_path $W/tmp/c; uwsgi_temp_path $W/tmp/d; scgi_temp_path $W/tmp/e;
 server { listen 127.0.0.1:$PN; root $W/root; } }
K
start_srv nginx nginx -c "$W/nginx.conf" -p "$W/"
cat >"$W/node.cjs" <<'K'
const http=require('node:http'),fs=require('node:fs');const b=fs.readFileSync(process.argv[3]);
http.createServer((q,r)=>{r.writeHead(200,{'Content-Type':'text/xml','Content-Length':b.length});r.end(b)}).listen(+process.argv[2],'127.0.0.1');
K
PO=$(freeport); start_srv nodehttp "$NODE" "$W/node.cjs" "$PO" "$W/root/profile.cfg"
[ -n "$TCMD" ] && start_srv ours bash -c "exec $TCMD"
sleep 1.5
answers() { for _ in $(seq 100); do curl -fs -o /dev/null "$1" && return; sleep 0.3; done; return 1; }
[ -z "$TCMD" ] || answers "http://$TARGET$PATHN" || die "the target does not answer: $(tail -3 "$W/ours.log")"
cpu_now() { if [ "$1" = ours ] && [ -z "$TCMD" ]; then [ -n "$TPID" ] && tree_cpu "$TPID" || echo '?'; else srv_cpu "$1"; fi; }
one() { local a b o; a=$(cpu_now "$2"); o=$(timeout $((SEC + 10)) wrk -t1 -c"$4" -d"${SEC}s" --latency ${5:+-H "$5"} "$3" 2>&1); b=$(cpu_now "$2")
  record "$1" "$2" "$a" "$b" "$(printf '%s\n' "$o" | awk 'function ms(x){return x~/us$/?x/1000:x~/ms$/?x+0:x*1000} /^ +50%/{p5=ms($2)} /^ +99%/{p9=ms($2)} /requests in/{n=$1} /Requests\/sec/{r=$2} /Non-2xx/{e=$NF} /Socket errors/{gsub(/,/,"");e+=$4+$6+$8+$10} END{printf "{\"ok\":%d,\"requests_per_s\":%s,\"p50_ms\":%s,\"p99_ms\":%s,\"errors\":%d}",n,r+0,p5+0,p9+0,e}')"; }
for rep in $(seq "$REPS"); do for c in 1 50; do
  for p in nginx nodehttp ${TARGET:+ours}; do
    case $p in nginx) u=http://127.0.0.1:$PN/profile.cfg;; nodehttp) u=http://127.0.0.1:$PO/;; ours) u=http://$TARGET$PATHN;; esac
    one "keep-alive c$c" $p "$u" $c; one "new connection each c$c" $p "$u" $c "Connection: close"
  done; done; done
[ -n "$OUT" ] && cp "$RES" "$OUT"
summary --cols requests_per_s,p50_ms,p99_ms,errors,srv_cpu_s,cpu_s_per_1000 --base nginx --ratio cpu_s_per_1000
