#!/usr/bin/env bash
# bench/soak.sh [CYCLES] [UNITS]: see bench/soak/soak.ts
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec node scripts/with-node.mjs --no-warnings bench/soak/soak.ts "$@"
