import {
  chooseSettings,
  conflicts,
  overlap,
  parseRoutes,
  settingsFor,
} from './settings.ts';

describe('overlap', () => {
  it.each([
    ['10.200.0.0/16', '10.200.7.1/32', true],
    ['10.200.0.0/16', '10.0.0.0/8', true],
    ['10.200.0.0/16', '0.0.0.0/0', true],
    ['10.200.0.0/16', '10.201.0.0/16', false],
    ['192.168.1.0/24', '192.168.1.128/25', true],
    ['192.168.1.0/25', '192.168.1.128/25', false],
  ])('of %s and %s is %s', (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
    expect(overlap(b, a)).toBe(expected);
  });
});

describe('the choice of networks and ports', () => {
  const choose = (cidrs: string[], ports: number[] = []) =>
    chooseSettings(
      'cde-test',
      cidrs.map(cidr => ({ cidr, link: 'vpn0' })),
      new Set(ports),
    );

  it('is the first set where nothing is in the way', () => {
    expect(choose(['192.0.2.0/24'])).toEqual(settingsFor('cde-test', 0));
  });

  it('passes over networks that the machine uses, for pods or for services', () => {
    expect(choose(['10.200.4.0/24', '10.221.0.0/16']).pods).toBe(
      '10.202.0.0/16',
    );
  });

  it('passes over ports that are taken', () => {
    expect(choose([], [16443]).ports.api).toBe(16444);
  });

  it('fails with a cure where a network covers all of them', () => {
    expect(() => choose(['10.0.0.0/8'])).toThrow('is free on this machine');
  });

  it('gives no two sets the same network or port', () => {
    const all = Array.from({ length: 10 }, (_, slot) =>
      settingsFor('cde-test', slot),
    );
    const values = all.flatMap(({ pods, services, ports }) => [
      pods,
      services,
      ...Object.values(ports),
    ]);
    expect(new Set(values).size).toBe(values.length);
  });
});

it('names the networks that stand in the way', () => {
  const vpn = { cidr: '10.220.0.0/12', link: 'tun0' };
  expect(
    conflicts(settingsFor('cde-test', 0), [
      vpn,
      { cidr: '172.17.0.0/16', link: 'docker0' },
    ]),
  ).toEqual([vpn]);
});

it('reads the routes of /proc/net/route, but for the default one', () => {
  const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
veth1\t0A00C80A\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0
`;
  expect(parseRoutes(table)).toEqual([
    { cidr: '192.0.2.0/24', link: 'eth0' },
    { cidr: '10.200.0.10/32', link: 'veth1' },
  ]);
});
