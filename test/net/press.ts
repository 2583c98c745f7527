/** A program for inside a namespace: presses Start or Stop of the station of a data folder, as the page does. */
import { connectToStation } from '../../main/serve/connect.ts';
import { readRunFile } from '../../main/serve/data-dir.ts';

const [dataDir = '', button] = process.argv.slice(2);
const run = readRunFile(dataDir);
if (run === null) throw new Error(`no station runs on ${dataDir}`);
const connection = await connectToStation(run);
const { station } = connection.client;
const { state, ports } = button === 'stop' ? await station.stop() : await station.start({});
await connection.close();
// What the self-test says of each service.
const problems = Object.values(ports).flatMap((service) => service?.problem ?? []);
console.log(JSON.stringify({ state, problems }));
