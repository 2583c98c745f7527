import { describe, expect, it } from 'vitest';
import { type HandedFacts, unitLines, type WantedSocket, whyUnfit } from './handed-socket.ts';
import { readListenVariables } from './listen-variables.ts';

const dhcp: WantedSocket = {
  protocol: 'UDP',
  port: 67,
  address: '0.0.0.0',
  interfaceName: 'bench0',
};
const right: HandedFacts = {
  protocol: 'UDP',
  isIpv6: false,
  address: '0.0.0.0',
  port: 67,
  card: 'bench0',
  isConnected: false,
};

describe('a socket handed over', () => {
  it('is used when it is tied to the bench card and bound where the service wants it', () => {
    expect(whyUnfit(right, dhcp)).toBeNull();
  });

  it.each([
    [{ card: '' }, 'tied to no network card'],
    [{ card: null }, 'a network card that is gone'],
    [{ card: 'office0' }, 'tied to office0, not to bench0'],
    [{ card: 'bench01' }, 'tied to bench01, not to bench0'],
    // It would hear no broadcasts.
    [{ address: '192.168.76.1' }, 'bound to 192.168.76.1, not to 0.0.0.0'],
    [{ isIpv6: true, address: null }, 'IPv6'],
    [{ isConnected: true }, 'a connection'],
  ] satisfies [Partial<HandedFacts>, string][])('is refused with words: %o', (change, words) => {
    expect(whyUnfit({ ...right, ...change }, dhcp)).toContain(words);
  });

  it('is told as the lines of a socket unit that make it', () => {
    expect(unitLines(dhcp)).toBe('ListenDatagram=0.0.0.0:67, BindToDevice=bench0');
    const http = { ...dhcp, protocol: 'TCP', port: 80, address: '192.168.76.1' } as const;
    expect(unitLines(http)).toBe('ListenStream=192.168.76.1:80, BindToDevice=bench0, FreeBind=yes');
  });
});

describe('the variables of sd_listen_fds(3)', () => {
  const env = { LISTEN_PID: '42', LISTEN_FDS: '2', LISTEN_FDNAMES: 'dhcp:tftp' };

  it('name descriptors from 3 on', () => {
    const [one, two] = [
      { fd: 3, name: 'dhcp' },
      { fd: 4, name: 'tftp' },
    ];
    expect(readListenVariables(env, 42)).toEqual([one, two]);
  });

  it.each([
    [{}, 42],
    [env, 43],
    [{ ...env, LISTEN_PID: undefined }, 42],
    [{ ...env, LISTEN_FDS: undefined }, 42],
    [{ ...env, LISTEN_PID: ' 42' }, 42],
    [{ ...env, LISTEN_FDS: '0' }, 42],
  ])('are another’s, or none: %o', (variables, pid) => {
    expect(readListenVariables(variables, pid)).toEqual([]);
  });

  it.each([undefined, '', 'dhcp', 'dhcp:tftp:http', ':', 'a b:\u0007'])(
    'give no names that are not theirs: %s',
    (names) => {
      const read = readListenVariables({ ...env, LISTEN_FDNAMES: names }, 42);
      expect(read.map(({ name }) => name)).toEqual(['unknown', 'unknown']);
    },
  );

  it.each(['', '-1', '1e1', '257', '99999999999', 'two'])(
    'are refused as no count: %s',
    (count) => {
      expect(() => readListenVariables({ ...env, LISTEN_FDS: count }, 42)).toThrow('LISTEN_FDS');
    },
  );
});
