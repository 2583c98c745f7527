import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerDns, TTL_SECONDS } from './answer.ts';

const served = {
  names: new Set(['prov.example.net', 'a.prov.example.net', 'sip.example.org']),
  address: '192.168.76.1',
};
const A = 1;

interface Asked {
  type?: number;
  class?: number;
  flags?: number;
  counts?: [number, number, number, number];
  /** Behind the question. */
  more?: string;
}

function nameBytes(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.');
  return Buffer.from([
    ...labels.flatMap((label) => [label.length, ...Buffer.from(label, 'latin1')]),
    0,
  ]);
}

function query(name: string | Buffer, asked: Asked = {}): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xbeef, 0);
  head.writeUInt16BE(asked.flags ?? 0x0100, 2);
  const more = asked.more === undefined ? 0 : 1;
  const counts = asked.counts ?? [1, 0, 0, more];
  for (const [at, count] of counts.entries()) head.writeUInt16BE(count, 4 + 2 * at);
  const end = Buffer.alloc(4);
  end.writeUInt16BE(asked.type ?? A, 0);
  end.writeUInt16BE(asked.class ?? 1, 2);
  const bytes = typeof name === 'string' ? nameBytes(name) : name;
  return Buffer.concat([head, bytes, end, Buffer.from(asked.more ?? '', 'hex')]);
}

function ask(name: string | Buffer, asked?: Asked) {
  const answer = answerDns(query(name, asked), served);
  if (answer === null) throw new Error('silence');
  const bytes = Buffer.from(answer.bytes);
  const flags = bytes.readUInt16BE(2);
  return {
    bytes,
    hex: bytes.toString('hex'),
    rcode: flags & 15,
    isAuthoritative: (flags & 0x0400) !== 0,
    counts: [4, 6, 8, 10].map((at) => bytes.readUInt16BE(at)),
    outcome: answer.asked?.outcome ?? null,
  };
}

const ttl = TTL_SECONDS.toString(16).padStart(8, '0');
const opt = (version = 0, flags = 0, data = '') =>
  `00002904d000${version.toString(16).padStart(2, '0')}${flags.toString(16).padStart(4, '0')}${(data.length / 2).toString(16).padStart(4, '0')}${data}`;

describe('a served name', () => {
  it('leads to the station, byte for byte, with the letters as they were asked', () => {
    const { hex, outcome } = ask('PrOv.eXample.net');
    const question = nameBytes('PrOv.eXample.net').toString('hex');
    expect(hex).toBe(
      `beef8500${'0001000100000000'}${question}00010001c00c00010001${ttl}0004c0a84c01`,
    );
    expect(outcome).toBe('answered');
  });

  it('has an address and nothing else: no AAAA, no SRV, and says for how long', () => {
    for (const type of [28, 33, 15, 16, 65]) {
      const { rcode, isAuthoritative, counts, hex, outcome } = ask('prov.example.net', { type });
      expect({ rcode, isAuthoritative, counts, outcome }).toEqual({
        rcode: 0,
        isAuthoritative: true,
        counts: [1, 0, 1, 0],
        outcome: 'nothing',
      });
      expect(hex.endsWith(ttl)).toBe(true);
    }
  });

  it('has its SOA and NS, the latter with the address', () => {
    expect(ask('prov.example.net', { type: 6 }).counts).toEqual([1, 1, 0, 0]);
    const ns = ask('prov.example.net', { type: 2 });
    expect(ns.counts).toEqual([1, 1, 0, 1]);
    expect(ns.hex).toContain(`c00c00020001${ttl}0002c00cc00c00010001${ttl}0004c0a84c01`);
  });

  it('answers ANY with the address; of any class nobody is the authority', () => {
    expect(ask('prov.example.net', { type: 255 })).toMatchObject({ counts: [1, 1, 0, 0] });
    const anyClass = ask('prov.example.net', { class: 255 });
    expect(anyClass).toMatchObject({ rcode: 0, isAuthoritative: false, counts: [1, 1, 0, 0] });
  });

  it('has nothing beneath it, unless that is served too', () => {
    const beneath = ask('x.y.prov.example.net');
    expect(beneath).toMatchObject({ rcode: 3, isAuthoritative: true, counts: [1, 0, 1, 0] });
    // The zone's name stands in the question, behind `x` and `y`.
    expect(beneath.hex).toContain(`c0100006${'0001'}${ttl}`);
    expect(ask('a.prov.example.net')).toMatchObject({ rcode: 0, counts: [1, 1, 0, 0] });
  });

  it('goes to nobody as a whole zone, nor in another class', () => {
    for (const type of [251, 252]) expect(ask('prov.example.net', { type }).rcode).toBe(5);
    expect(ask('prov.example.net', { class: 3 }).rcode).toBe(5);
  });
});

describe('every other name', () => {
  it.each([
    ['', 'the root'],
    ['example.net', 'a parent of a served one'],
    ['www.example.com', 'a stranger'],
    ['net.prov', 'the other way round'],
    ['evilprov.example.net', 'one that only ends so'],
    ['prov.example.net.evil.test', 'one that only begins so'],
  ])('such as %j (%s) is refused', (name) => {
    expect(ask(name)).toMatchObject({
      rcode: 5,
      isAuthoritative: false,
      counts: [1, 0, 0, 0],
      outcome: 'refused',
    });
  });

  it('also one whose label has a dot in it', () => {
    const label = 'prov.example';
    const bytes = Buffer.from([label.length, ...Buffer.from(label), 3, ...Buffer.from('net'), 0]);
    expect(ask(bytes).rcode).toBe(5);
  });
});

describe('EDNS0', () => {
  it('is answered with an OPT, which copies the wish for signatures', () => {
    const { hex, counts } = ask('prov.example.net', {
      more: opt(0, 0x8000, '000a0008aabbccddeeff0011'),
    });
    expect(counts).toEqual([1, 1, 0, 1]);
    expect(hex.endsWith('00002904d00000' + '8000' + '0000')).toBe(true);
    expect(ask('www.example.com', { more: opt() }).counts).toEqual([1, 0, 0, 1]);
  });

  it('of another version is BADVERS: 16, its upper bits in the OPT', () => {
    const { hex, rcode, counts } = ask('prov.example.net', { more: opt(1) });
    expect({ rcode, counts }).toEqual({ rcode: 0, counts: [1, 0, 0, 1] });
    expect(hex.endsWith('00002904d00100' + '0000' + '0000')).toBe(true);
  });

  it.each([
    ['two of them', opt() + opt(), [1, 0, 0, 2]],
    ['one of another name', `01610000290000${opt().slice(10)}`, [1, 0, 0, 1]],
    ['one among the answers', opt(), [1, 1, 0, 0]],
    ['an option longer than its record', opt(0, 0, '000a0009aabbccddeeff0011'), [1, 0, 0, 1]],
    ['half an option', opt(0, 0, '000a00'), [1, 0, 0, 1]],
    ['a record that is cut off', opt().slice(0, -6), [1, 0, 0, 1]],
  ])('with %s is a format error', (_what, more, counts) => {
    const asked = { more, counts: counts as [number, number, number, number] };
    expect(ask('prov.example.net', asked)).toMatchObject({ rcode: 1, counts: [0, 0, 0, 0] });
  });
});

describe('what is no good question', () => {
  it('with another number of questions than one is a format error', () => {
    for (const questions of [0, 2, 65_535]) {
      const { rcode, hex } = ask('prov.example.net', { counts: [questions, 0, 0, 0] });
      expect({ rcode, hex }).toEqual({ rcode: 1, hex: 'beef81010000000000000000' });
    }
    const more = `01610000010001${opt()}`;
    const { rcode, counts } = ask('prov.example.net', { counts: [2, 0, 0, 1], more });
    expect({ rcode, counts }).toEqual({ rcode: 1, counts: [0, 0, 0, 1] });
  });

  it('of another kind is not implemented, and keeps its kind', () => {
    for (const opcode of [1, 2, 4, 5, 6, 15]) {
      const { hex } = ask('prov.example.net', { flags: (opcode << 11) | 0x0100 });
      expect(hex).toBe(`beef${(0x8104 | (opcode << 11)).toString(16)}0000000000000000`);
      const asked = { flags: opcode << 11, more: opt() };
      expect(ask('prov.example.net', asked).counts).toEqual([0, 0, 0, 1]);
    }
  });

  it.each([
    ['a pointer to itself', 'c00c'],
    ['a pointer into the header', 'c000'],
    ['a label of the kinds nobody uses', '4161'],
    ['a label of 64 bytes', `40${'61'.repeat(64)}00`],
    ['a name of 256 bytes', `${`3f${'61'.repeat(63)}`.repeat(4)}00`],
    ['a name that never ends', '0361'],
  ])('%s is a format error', (_what, name) => {
    expect(ask(Buffer.from(name, 'hex')).rcode).toBe(1);
  });

  it('a name of 255 bytes is one, and the longest answer stays below 512 bytes', () => {
    const label = (size: number) => `${'x'.repeat(size)}`;
    const name = [label(63), label(63), label(63), label(61)].join('.');
    expect(nameBytes(name)).toHaveLength(255);
    expect(ask(name).rcode).toBe(5);
    const own = { ...served, names: new Set([name]) };
    for (const type of [1, 2, 6, 28]) {
      const answer = answerDns(query(name, { type, more: opt() }), own);
      expect(answer?.bytes.length).toBeLessThan(512);
    }
  });

  it('an answer, or less than a header, gets silence', () => {
    expect(answerDns(query('prov.example.net', { flags: 0x8180 }), served)).toBeNull();
    const whole = query('prov.example.net');
    for (let size = 0; size < 12; size += 1) {
      expect(answerDns(whole.subarray(0, size), served)).toBeNull();
    }
  });

  it('cut off anywhere is a format error; flags nobody copies stay away', () => {
    const whole = query('prov.example.net', { more: opt() });
    for (let size = 12; size < whole.length; size += 1) {
      const answer = answerDns(whole.subarray(0, size), served);
      expect((answer?.bytes[3] ?? 0) & 15).toBe(1);
    }
    const { bytes } = ask('prov.example.net', { flags: 0x07f0 });
    expect(bytes.readUInt16BE(2)).toBe(0x8510);
  });

  it('has one answer to any bytes, with the same number, and none that is long', () => {
    const noise = fc.uint8Array({ minLength: 12, maxLength: 600 });
    const torn = fc
      .tuple(fc.constantFrom(query('prov.example.net', { more: opt() })), fc.nat(70), fc.nat(255))
      .map(([bytes, at, value]) => {
        const other = Buffer.from(bytes);
        other[at % other.length] = value;
        return other;
      });
    fc.assert(
      fc.property(fc.oneof(noise, torn), (bytes) => {
        const answer = answerDns(bytes, served);
        if (answer === null) return;
        expect([...answer.bytes.subarray(0, 2)]).toEqual([...bytes.subarray(0, 2)]);
        expect(answer.bytes.length).toBeLessThan(512);
      }),
      { numRuns: 2000 },
    );
  });
});
