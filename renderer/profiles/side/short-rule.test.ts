import { expect, test } from 'vitest';
import { shortRule } from './short-rule.ts';

test.each([
  ['/spa$PSN.cfg', '/spa$PSN.cfg'],
  ['[--key 88951432b9103d23] tftp://192.168.76.1:69/p/$MA.cfg', '/p/$MA.cfg'],
  ['https://prov.example.net/$B/spa$PSN.cfg', '/$B/spa$PSN.cfg'],
  [
    '( $SWVER lt 2.0.9 )? [--key $SA] http://a/x | http://b/y',
    '( $SWVER lt 2.0.9 )? [--key $SA] http://a/x | http://b/y',
  ],
  ['', ''],
])('%s is told as %s', (rule, short) => expect(shortRule(rule)).toBe(short));
