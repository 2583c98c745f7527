import { expect, it } from 'vitest';
import { BenchNames, benchNames } from './bench-names.ts';

const sources = { ispRule: null, documents: [], options: [], httpsHost: null };

it('are the names of rules and templates, in small letters, and no addresses', () => {
  const ispRule = '[--key $SA] https://Prov.example.net:8443/spa/$B/spa$PSN.cfg';
  const text = 'Upgrade_Rule "http://192.0.2.7/a.bin | tftp://fw.example.net/b.bin";';
  const texts = { 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': text };
  const names = benchNames({ ...sources, ispRule, documents: [{ texts }] });
  expect([...names]).toEqual(['prov.example.net', 'fw.example.net']);
});

it('are the station’s own in its DHCP options and its certificate', () => {
  const options = [
    'Station.bench.example',
    undefined,
    'https://boot.example/spa$PSN.cfg',
    '10.0.0.1',
  ];
  const names = benchNames({ ...sources, options, httpsHost: 'https.bench.example:8443' });
  const own = ['boot.example', 'station.bench.example', 'https.bench.example'];
  expect([...names].toSorted()).toEqual(own.toSorted());
});

it('are none for what is no host name', () => {
  const options = ['$PSN', 'two words', '-x', `${'a.'.repeat(150)}b`, '', 'x..y', 'tftp://'];
  expect([...benchNames({ ...sources, options })]).toEqual([]);
});

it('are read again once a second, not for every question', () => {
  let now = 0;
  let reads = 0;
  const names = new BenchNames({ monotonicMs: () => now }, () => {
    reads += 1;
    return { ...sources, httpsHost: `n${reads}` };
  });
  names.now();
  now = 999;
  expect([...names.now()]).toEqual(['n1']);
  now = 1000;
  expect([...names.now()]).toEqual(['n2']);
});
