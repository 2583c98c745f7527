/**
 * `npm run demo`: a station and a shelf of simulated units on loopback and high ports, through the
 * whole flow, without rights and without a network: lease, four profiles, proof, scan, bind, export.
 * Everything is real but the units: sockets, database, page.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutPractice } from '../practice/without-practice.ts';
import { startWebServer } from '../serve/web-server.ts';
import { runFleet } from '../simulate/fleet.ts';
import { freePort } from '../simulate/free-port.ts';
import { loopbackWire } from '../simulate/loopback-wire.ts';
import { createFacade } from '../station/facade/index.ts';
import { createRouter, type StationFacade } from '../station/router.ts';
import { readSettings } from '../station/settings.ts';
import { openStation, type Station } from '../station/station.ts';
import { openStore } from '../station/store/store.ts';

const UNITS = 24;
const MODELS = ['SPA962', 'SPA942', 'PAP2T', 'SPA2102', 'SPA504G', 'SPA112'];
/** Units live this much faster than real ones, slow enough to watch. */
const SCALE = 0.15;
const SEAT = 'demo';
const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url));

const say = (text: string) => process.stdout.write(`${text}\n`);

process.exitCode = await demo(process.argv.includes('--keep'));

async function demo(isKept: boolean): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'spa-bench-demo-'));
  const settings = readSettings({
    address: '127.0.0.1',
    ports: { dhcp: 0, tftp: 0, http: 0, syslog: 0 },
    isp: 'https://prov.example.net/profiles',
    quiet: 2,
    unitWebPort: await freePort('127.0.0.1'),
  });
  const store = openStore({ dir });
  const station = await openStation({ store, settings });
  const facade = withoutPractice(createFacade(station));
  const onFault = (cause: unknown) => console.error(cause);
  const web = await startWebServer({
    router: createRouter(facade, onFault),
    rendererDir,
    port: 0,
    onFault,
  });
  try {
    say(`1  Watch in a browser:  ${web.url}`);
    await station.start();
    const { ports } = station.status();
    say(
      `2  The station serves on loopback: DHCP ${ports.dhcp.port}, TFTP ${ports.tftp.port}, HTTP ${ports.http.port}, syslog ${ports.syslog.port}.`,
    );
    say(`3  ${UNITS} factory-fresh units are switched on …`);
    const isDone = await provision(station, settings.unitWebPort);
    if (!isDone) return 1;
    await importAccounts(facade);
    await bindAll(facade);
    await exportAll(facade, dir);
    if (isKept) await keepOpen(web.url);
    return 0;
  } finally {
    await web.close();
    await station.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function provision(station: Station, unitWeb: number): Promise<boolean> {
  const { dhcp, tftp, http, syslog } = station.status().ports;
  const ports = {
    dhcp: dhcp.port ?? 0,
    tftp: tftp.port ?? 0,
    http: http.port ?? 0,
    syslog: syslog.port ?? 0,
    unitWeb,
  };
  const wire = loopbackWire({ host: '127.0.0.1', ports });
  const summary = await runFleet({
    wire,
    units: UNITS,
    models: MODELS,
    scale: SCALE,
    reading: 'at-once',
    seed: 1,
    timeoutMs: 90_000,
    faults: { foreign: 1 },
  }).finally(() => wire.close());
  for (const { mac, why } of summary.failures) say(`   ${mac}: ${why}`);
  if (summary.reachedGoal < UNITS) return false;
  say(
    `   all took their four profiles, with ${summary.distinct.keys} different keys, in ${(summary.totalMs / 1000).toFixed(1)} s.`,
  );
  say('4  The station waits for proof: two seconds without another request …');
  const isVerified = () => station.units().every((unit) => unit.stage === 'VERIFIED');
  for (let tries = 0; tries < 100 && !isVerified(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const verified = station.units().filter((unit) => unit.stage === 'VERIFIED').length;
  say(
    `   ${verified} of ${UNITS} units are verified; ${station.foreign.all().length} office PC was seen and got nothing.`,
  );
  return verified === UNITS;
}

async function importAccounts(facade: StationFacade): Promise<void> {
  const rows = Array.from({ length: UNITS }, (_, n) => `${accountOf(n)},Customer ${n + 1},WO-77,1`);
  const csv = `account,name,work_order,allowed\n${rows.join('\n')}\n`;
  const base64 = Buffer.from(csv).toString('base64');
  const report = await facade.accounts.importCsv({
    fileName: 'accounts.csv',
    base64,
    isDryRun: false,
  });
  say(`5  ${report.added} accounts imported from CSV.`);
}

async function bindAll(facade: StationFacade): Promise<void> {
  const units = await facade.units.list();
  let bound = 0;
  for (const [n, unit] of units.entries()) {
    await facade.scans.submit({ seat: SEAT, text: unit.mac.toUpperCase() });
    const outcome = await facade.scans.submit({ seat: SEAT, text: accountOf(n) });
    if (outcome.verdict === 'bound') bound += 1;
    else say(`   ${outcome.text}: ${outcome.reason}`);
  }
  say(`6  ${bound} units bound to accounts by scanning box, then account.`);
}

async function exportAll(facade: StationFacade, dir: string): Promise<void> {
  const batch = await facade.exports.make({ preset: 'billing', dir });
  say(
    `7  Batch ${batch.batch}: ${batch.rows} bindings exported, SHA-256 ${batch.sha256?.slice(0, 16)}…`,
  );
  if (batch.file === null) return;
  const lines = (await readFile(batch.file, 'utf8')).trimEnd().split('\r\n');
  for (const line of lines.slice(0, 4)) say(`     ${line}`);
  say(`     … and ${lines.length - 4} more. Done.`);
}

function accountOf(n: number): string {
  return `10-44${String(8200 + n)}`;
}

function keepOpen(url: string): Promise<void> {
  say(`The page stays open at ${url} until Ctrl+C.`);
  return new Promise((done) => process.once('SIGINT', () => done()));
}
