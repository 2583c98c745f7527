/** Wrong use of the command line: exit 2, with the usage. */
export class WrongUse extends Error {}

export const usage = `usage: spa-bench VERB [--data DIR] [--json] …

  serve [--interface NAME | --address IP] [--pool FIRST-LAST] [--lease SECONDS] [--allow-all]
        [--files DIR] [--isp URL] [--rehearsal on|off] [--quiet SECONDS]
        [--ports dhcp=67,tftp=69,http=80,syslog=514] [--ui-port N] [--config FILE] [--no-checks]
                                   run the station; without a card the page is up and nothing is sent
  status                           the station, its services, foreign clients
  units                            every unit on the bench
  unit MAC                         one unit: evidence, files, key fingerprint
  log [--unit MAC] [--last N] [--follow]
  accounts                         list
  accounts import FILE [--map field=column,…] [--secret column,…] [--dry-run]
  scan TEXT …                      each TEXT is one barcode
  undo                             take back the last bind
  bindings [--all]                 those that stand; --all: also those undone and released
  export --preset NAME --out DIR   write what is not exported yet, for example --preset billing
  export --again N --out DIR       the same bytes again
  export --void N --reason TEXT    take a batch back
  release MAC                      free a unit from its account
  again MAC                        let a bound unit go through the chain once more
  keys export --out FILE [--unit MAC]
                                   keys, directories and rules for the ISP; the file is secret
  simulate --units N [--models …] [--scale F] [--against HOST --ports …]
                                   simulated units, for practice and tests

Folder: --data DIR, or SPA_BENCH_DATA, or the usual place of this system.
Exit codes: 0 done, 1 refused or failed, 2 wrong use, 3 station not running.
`;
