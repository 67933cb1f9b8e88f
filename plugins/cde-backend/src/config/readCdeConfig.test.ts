import { ConfigReader } from '@backstage/config';
import { parseBytes, parseCores } from './quantities';
import { readCdeConfig } from './readCdeConfig';

const valid = {
  app: { baseUrl: 'http://localhost:3000/' },
  cde: {
    instance: 'demo',
    gateway: { listen: { port: 3001 }, baseUrl: 'http://localhost:3001' },
    clusters: [
      {
        name: 'local',
        kubeconfig: { path: '/nowhere/kubeconfig' },
        reach: 'direct',
        namespace: 'cde-workspaces-demo',
        toolsImage: 'tools:1',
      },
    ],
    resourceClasses: [
      {
        name: 'small',
        cpu: { request: '250m', limit: 2 },
        memory: { limit: '2Gi' },
        storage: '5Gi',
      },
    ],
    templates: [{ name: 'default', image: 'base:1' }],
  },
};

/** The valid configuration with one key of `cde` replaced. */
function broken(key: string, value: unknown) {
  return new ConfigReader({ ...valid, cde: { ...valid.cde, [key]: value } });
}

describe('readCdeConfig', () => {
  it('takes ports as numbers and as text, and refuses what is no port', () => {
    const withPort = (port: unknown) =>
      broken('clusters', [
        {
          ...valid.cde.clusters[0],
          egress: [{ cidr: '10.0.0.1/32', ports: [port] }],
        },
      ]);
    expect(readCdeConfig(withPort('3002')).clusters[0].egress[0].ports).toEqual(
      [3002],
    );
    expect(readCdeConfig(withPort(3002)).clusters[0].egress[0].ports).toEqual([
      3002,
    ]);
    expect(() => readCdeConfig(withPort('http'))).toThrow(
      "'http' in an egress rule is not a port",
    );
  });

  it('takes a sealing key that cannot be guessed, and names none in its refusal', () => {
    const withKey = (sealingKey: string) =>
      new ConfigReader({
        ...valid,
        cde: { ...valid.cde, git: { sealingKey } },
      });
    expect(readCdeConfig(withKey('k'.repeat(32))).git).toMatchObject({
      sealingKey: 'k'.repeat(32),
      lendIntegrations: true,
      userTokenMs: 12 * 3600_000,
    });
    expect(() => readCdeConfig(withKey('hunter2'))).toThrow(/too short/);
    expect(() => readCdeConfig(withKey('hunter2'))).not.toThrow(/hunter2/);
  });

  it('fills in what is left out', () => {
    const config = readCdeConfig(new ConfigReader(valid));
    expect(config.portalUrl).toBe('http://localhost:3000');
    expect(config.clusters[0]).toMatchObject({
      title: 'local',
      reach: 'direct',
      egress: [],
    });
    expect(config.templates[0]).toMatchObject({
      resourceClasses: ['small'],
      ides: ['vscode-web'],
      clusters: ['local'],
      user: { name: 'vscode' },
    });
    expect(config.resourceClasses[0]).toMatchObject({
      cpu: { request: 0.25, limit: 2 },
      memory: { request: 2 ** 31, limit: 2 ** 31 },
      storage: 5 * 2 ** 30,
    });
    expect(config.permissions.unconditionalAllow).toBe('owner');
    expect(config.startTimeoutMs).toBe(600_000);
  });

  it.each([
    ['instance', 'Demo!', /instance 'Demo!'/],
    ['clusters', [], /cde\.clusters is empty/],
    [
      'clusters',
      [valid.cde.clusters[0], valid.cde.clusters[0]],
      /two entries named 'local'/,
    ],
    [
      'clusters',
      [{ ...valid.cde.clusters[0], reach: 'magic' }],
      /reach is 'magic'.*direct, apiserver/,
    ],
    [
      'templates',
      [{ name: 'a', image: 'b', resourceClasses: ['huge'] }],
      /unknown: huge/,
    ],
    [
      'templates',
      [{ name: 'a', image: 'b', resourceClasses: [] }],
      /at least one of small/,
    ],
    [
      'gateway',
      { listen: { port: 1 }, baseUrl: 'http://x/path' },
      /without a path/,
    ],
    ['permissions', { unconditionalAllow: 'all' }, /one of owner, everyone/],
    [
      'resourceClasses',
      [
        {
          name: 'x',
          cpu: { request: 3, limit: 2 },
          memory: { limit: 1 },
          storage: 1,
        },
      ],
      /cpu\.request is more/,
    ],
  ])('refuses %s %j', (key, value, message) => {
    expect(() => readCdeConfig(broken(key, value))).toThrow(message);
  });
});

describe('quantities', () => {
  it.each([
    ['250m', 0.25],
    ['2', 2],
    ['1.5', 1.5],
  ])('%s is %d cores', (text, cores) => expect(parseCores(text)).toBe(cores));

  it.each([
    ['512Mi', 512 * 2 ** 20],
    ['5G', 5e9],
    ['1.5Ki', 1536],
    ['7', 7],
  ])('%s is %d bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each(['', '0', '-1', '1e3', '5gb', 'Mi', 'NaN'])('%j is neither', text => {
    expect(() => parseCores(text)).toThrow('not an amount');
    expect(() => parseBytes(text)).toThrow('not an amount');
  });
});
