import { serviceNames } from '../contract/preflight.ts';

/** Wrong use of the command line: exit 2. */
export class WrongUse extends Error {}

export const usage = `usage: spa-bench VERB [--data DIR] [--json] …

  serve [--interface NAME | --address IP] [--pool FIRST-LAST] [--lease SECONDS] [--allow-all]
        [--files DIR] [--isp URL] [--rehearsal on|off] [--quiet SECONDS]
        [--ports dhcp=67,tftp=69,http=80,https=443,syslog=514,dns=off,ntp=off] [--ui-port N] [--config FILE] [--no-checks]
        [--without-taken] [--https off|asked|required] [--old-suites on|off]
        [--key-file FILE] [--passphrase-file FILE] [--spc FILE]
                                   run the station; without a card the page is up and nothing is sent. A port that is
                                   taken ends it; --without-taken: only if units need the service, others follow later
  status                           the station, its services, foreign clients
  self-test                        the station asks each of its services through the bench card; exit 1 when one fails
  service NAME stop|start          one of ${serviceNames.join(', ')} alone, on the port that is set now;
                                   the others go on. Exit 1 when its port is refused
  units                            every unit on the bench
  unit MAC                         one unit: evidence, ladder, files, key fingerprint
  read-back MAC                    ask its web server for its values; exit 1 when they are not as wanted
  resync MAC [--code]              tell it to ask for the file it should ask for next; --code: for that of a
                                   one-time code, asked for or read from a line of standard input
  reboot MAC                       tell it to restart
  dhcp MAC                         its last DHCP exchanges, field by field: what it asked, what it was sent
  transfers MAC                    files sent to it: blocks, what was sent again, options, duration, why each ended
  why MAC                          the first rule or check that stopped it; exit 1 when one did
  capture MAC --out FILE           its newest packets as pcap; HTTP is not in it, known secrets are masked
  log [--unit MAC] [--last N] [--follow]
  log [--find TEXT] [--source NAME] [--severity error|warning|notice|info] [--since TIME] [--until TIME]
        [--unit MAC] [--last N]    lines that fit: with that text, of that service (dhcp, tftp, http, https, syslog, dns,
                                   ntp, station), that bad or worse; TIME: 2026-11-22T14:02 or 2026-11-22
  accounts                         list
  accounts import FILE [--map field=column,…] [--secret column,…] [--dry-run]
  scan TEXT …                      each TEXT is one barcode
  undo                             take back the last bind
  bindings [--all]                 those that stand; --all: also those undone and released
  export --preset NAME --out DIR   write what is not exported yet, for example --preset billing
  export --again N --out DIR       the same bytes again
  export --void N --reason TEXT    take a batch back
  release MAC                      free a unit from its account
  customised MAC Open|Pending|NAME  what its Info page says; but for Open the unit is left alone
  again MAC                        let a bound unit go through the chain once more
  servers                          where the rules in force lead, with every A record; exit 1 when one has none
  firmware list                    images, and which model gets which
  firmware add FILE --model M[,M] --version V [--sha256 HEX|FILE] [--name NAME]
  firmware check IMAGE --sha256 HEX|FILE
  firmware remove IMAGE
  firmware rule MODEL off|older|always [--image IMAGE] [--step IMAGE …]
  certificates show [--dns]        the server certificate and its checks, roots, old suites; exit 1 when one fails
  certificates request NAME [--bits 1024] [--again] --out FILE
                                   a new key, which stays here, and the request to have signed
  certificates add FILE [--key FILE]
                                   the signed answer, with its chain or without
  certificates root client|server FILE | --remove
                                   the maker's roots: of units, of servers
  certificates practice NAME [--bits 1024] [--again]
                                   a server certificate and client root of the practice CA
  certificates practice --unit MAC|generic [--model M] [--serial S] --out DIR
                                   a practice unit's key and certificate
  pins make ACCOUNT … [--hours N]  one-time codes: a unit that asks for https://HOST/cisco-init/CODE is bound
  pins list
  pins withdraw NUMBER
  keys show                        how many, what was exported to whom, batches
  keys export --recipient CERT.pem … --out FILE [--unit MAC … | --batch N | --new]
                                   keys, directories and rules, encrypted for the ISP's certificates; beside
                                   the file its manifest, signed by the station; FILE.pem: as PEM
  keys export --out FILE [--unit MAC]
                                   the same, not encrypted; the file is secret
  keys import FILE --private-key KEY.pem | --p12 FILE [--passphrase-file FILE] [--signer FINGERPRINT]
        [--replace MAC … --reason TEXT] [--manifest FILE --signature FILE]
                                   another station's export; without --signer a trial
  keys files --out DIR|FILE.tar [--unit MAC … | --batch N | --new]
                                   the units' later profiles for the ISP's server, each under its unit's key
  keys rotate MAC, keys undo MAC   a new key and directory, given under the old key; not given yet: undone
  keys signer [--out CERT.pem]     whose signature is under the manifests
  vault status                     whether the keys are locked, and what opens them
  vault unlock [--passphrase-file FILE]
                                   asks for the passphrase, or reads a line of standard input
  vault lock                       nothing can be built, and serving stops, until they are unlocked
  vault passphrase [--passphrase-file FILE] [--beside]
                                   from now on a passphrase opens the keys; --beside: what opened them still does
  vault key-file [FILE] [--beside] from now on a key file does; made when it is not there
  profile lint FILE … [--model M] [--firmware V] [--stage sp-cust|sec-prv-1|sec-prv-2]
        [--layer station|isp|model|batch|account|unit] [--station IP] [--catalogue FILE] [--whole]
                                   what is wrong with profiles; exit 1 when anything is
  profile expand --rule TEXT --unit MAC[,name=value…] [--kind profile|upgrade|report]
        [--readings name=choice,…] a rule as that unit expands and reads it
  profile urls --rule TEXT --units FILE
                                   where a rule leads each unit; exit 1 when two get the same file
  profile explain FILE --unit MAC[,name=value…] [--files DIR] [--answer URL=FILE|not-found|fail …]
        [--field name=value …] [--station IP] [--readings name=choice,…] [--resyncs N]
                                   what a unit does with a profile, in words
  profile convert FILE --to xml|text [-o OUT] [--catalogue FILE]
  profile build FILE --mac M [--model M] [--serial S] [--station IP] [--field name=value …]
        [--gzip] [--key K | --key-file F] -o OUT
                                   the file a unit gets; --field fills {{name}}
  profile open FILE [--key K | --key-file F] [-o OUT]
                                   decrypt, unpack, print
  profile diff A B [--key K | --key-file F] [--show-secrets]
                                   what a unit would see differently; exit 1 when anything
  profile decode-tone TEXT [--wav FILE]
                                   a tone, cadence, frequency script or list of waits in words; sound
  profile alias MAP [FILE]         an alias map on one line, and what it makes of a document
  profile sample --to xml|text [-o OUT] [--catalogue FILE]
                                   every parameter with the factory's value
  profile order --rule TEXT [--domain D …] [--dns A …] [--periodic S] [--retry S]
                                   the order form for units their maker customises
  spc show [--again]               what lies at the station's compiler path, and which models it is for
  spc model MODEL open|compiler [--cipher aes|rc4|none] [--key hex|ascii] [--scramble] [--files own|all]
                                   how the own file (SEC-PRV-1) of a model is made
  spc probe --path FILE            whether that program is the vendor's compiler; exit 1 when it is not usable
  rights [allow|undo]              Linux: whether this user may open the bench's ports (else exit 1), the one file
                                   that allows it for good, and the way back
  vectors DIR                      suites of worked examples, run through this program
  simulate --units N [--models …] [--scale F] [--against HOST --ports …]
                                   simulated units, for practice and tests

Folder: --data DIR, or SPA_BENCH_DATA, or the usual place of this system.
Verbs with profile and vectors, and spc probe, need no station. Other users see command lines: --key-file hides a key.
Exit codes: 0 done, 1 refused, failed or findings, 2 wrong use, 3 station not running.
`;
