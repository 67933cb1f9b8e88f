import type {
  ResourceClass,
  WorkspaceTemplateSpec,
} from '@backstage-cde/plugin-cde-common';
import { resolvePolicy } from './resolvePolicy';
import { resolveTemplate } from './resolve';

const GIB = 2 ** 30;
const small: ResourceClass = {
  name: 'small',
  title: 'Small',
  cpu: { request: 0.25, limit: 2 },
  memory: { request: GIB, limit: 2 * GIB },
  storage: 10 * GIB,
  price: { perHour: 0.1, perGbMonth: 0.05 },
};
const base: WorkspaceTemplateSpec = {
  owner: 'group:default/platform',
  devcontainer: { image: 'base:1' },
  resourceClasses: ['small'],
};

const resolve = (
  spec: Partial<WorkspaceTemplateSpec>,
  parameters = {},
  resourceClass = small,
) => resolveTemplate({ ...base, ...spec }, { parameters, resourceClass });

const size = {
  parameters: { properties: { size: { type: 'string' as const } } },
};

describe('a template with its parameters', () => {
  it('is nothing but its image where it says nothing else', () => {
    expect(resolve({})).toEqual({
      resolved: {
        environment: {},
        secrets: [],
        sidecars: [],
        scheduling: {},
        privileged: false,
        manifests: [],
        policy: resolvePolicy(),
        resourceClasses: ['small'],
      },
      devcontainerDefaults: { image: 'base:1', user: { name: 'vscode' } },
      egress: [],
      resources: { cpu: small.cpu, memory: small.memory, storage: 10 * GIB },
      footprint: {
        cpuMillis: 250,
        memoryBytes: GIB,
        storageBytes: 10 * GIB,
        gpu: 0,
        runPrice: 100_000,
        storagePrice: Math.round((0.05 * 10 * GIB * 1e6) / 1e9),
      },
    });
  });

  it('puts values and defaults where they belong, numbers as text where only text can be', () => {
    const { resolved } = resolve(
      {
        parameters: {
          properties: {
            a: { type: 'integer' },
            b: { type: 'boolean', default: false },
          },
        },
        environment: { A: { $parameter: 'a' }, B: { $parameter: 'b' }, C: 7 },
        manifests: [
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            spec: { replicas: { $parameter: 'a' } },
          },
        ],
      },
      { a: 3 },
    );
    expect(resolved.environment).toEqual({ A: '3', B: 'false', C: '7' });
    expect(resolved.manifests[0].spec).toEqual({ replicas: 3 });
    expect(() =>
      resolve({ environment: { A: { $parameter: 'toString' } } }),
    ).toThrow(/'toString' has no value/);
  });

  it('counts sidecars and GPUs, the template before the class', () => {
    const sidecars = [
      { name: 'a', image: 'a:1', resources: { cpu: '500m', memory: '1Gi' } },
    ];
    expect(resolve({ sidecars }).footprint).toMatchObject({
      cpuMillis: 750,
      memoryBytes: 2 * GIB,
    });
    const withGpu = { ...small, gpu: { count: 1, resource: 'amd.com/gpu' } };
    expect(resolve({}, {}, withGpu)).toMatchObject({
      resolved: { gpu: { count: 1, resource: 'amd.com/gpu' } },
      footprint: { gpu: 1 },
    });
    expect(resolve({ gpu: { count: 2 } }, {}, withGpu).resolved.gpu).toEqual({
      count: 2,
      resource: 'nvidia.com/gpu',
    });
  });

  it.each([
    [{ size: '20Gi' }, {}, 20 * GIB],
    [{ size: { $parameter: 'size' } }, { size: '10Gi' }, 10 * GIB],
    [{ size: { $parameter: 'size' }, max: '30Gi' }, { size: '30Gi' }, 30 * GIB],
    [
      { size: { $parameter: 'size' } },
      { size: '11Gi' },
      /more than the resource class 'small'/,
    ],
    [
      { size: { $parameter: 'size' }, max: '30Gi' },
      { size: '31Gi' },
      /ceiling of 30Gi/,
    ],
    [{ size: { $parameter: 'size' } }, { size: '-1Gi' }, /cannot be "-1Gi"/],
    [{ size: { $parameter: 'size' } }, { size: '1e99' }, /cannot be/],
    [{ size: { $parameter: 'size' } }, { size: '1Gi\n' }, /cannot be/],
    [{ max: '5Gi' }, {}, 10 * GIB],
  ] as const)(
    'has a volume within its ceiling: %j %j',
    (volume, values, expected) => {
      const run = () =>
        resolve({ ...size, volume }, values).footprint.storageBytes;
      if (typeof expected === 'number') expect(run()).toBe(expected);
      else expect(run).toThrow(expected);
    },
  );

  it.each([
    'a b',
    '',
    'a\nb',
    '$(x)',
    '{{ x }}',
    '-rm',
    'a:1 --privileged',
    'ä:1',
  ])('has no image %j', image => {
    expect(() =>
      resolve(
        {
          devcontainer: { image: { $parameter: 'size' } },
          ...size,
        },
        { size: image },
      ),
    ).toThrow(/not the name of an image/);
  });

  it('brings a whole devcontainer.json along', () => {
    const { devcontainerDefaults } = resolve({
      devcontainer: { file: { image: 'other:1', postCreateCommand: 'make' } },
    });
    expect(devcontainerDefaults).toEqual({
      image: 'other:1',
      user: { name: 'vscode' },
      file: {
        path: 'devcontainer.json',
        text: '{"image":"other:1","postCreateCommand":"make"}',
      },
    });
  });
});

describe('policies', () => {
  const HOUR = 3600_000;
  const DAY = 24 * HOUR;
  it('have defaults and ceilings', () => {
    expect(resolvePolicy()).toEqual({
      idleMs: HOUR / 2,
      maxIdleMs: DAY,
      schedule: null,
      ownersMaySchedule: true,
      lifetimeMs: null,
      retentionMs: 7 * DAY,
      maxRetentionMs: 30 * DAY,
    });
  });
  it.each([
    [{ idle: { timeout: '2h' } }, { idleMs: 2 * HOUR, maxIdleMs: DAY }],
    [{ idle: { timeout: '48h' } }, { idleMs: 2 * DAY, maxIdleMs: 2 * DAY }],
    [{ idle: { timeout: 'never' } }, { idleMs: null, maxIdleMs: null }],
    [{ idle: { max: 'never' } }, { idleMs: HOUR / 2, maxIdleMs: null }],
    [
      { retention: { after: '60d' } },
      { retentionMs: 60 * DAY, maxRetentionMs: 60 * DAY },
    ],
    [
      { retention: { max: '14d' } },
      { retentionMs: 7 * DAY, maxRetentionMs: 14 * DAY },
    ],
    [{ lifetime: '12h' }, { lifetimeMs: 12 * HOUR }],
    [
      { schedule: { stop: '19:00', ownersMayChange: false } },
      {
        ownersMaySchedule: false,
        schedule: {
          timeZone: 'UTC',
          days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
          stop: '19:00',
        },
      },
    ],
    [
      { schedule: { quietHours: { from: '22:00', to: '06:00' } } },
      { schedule: null, quietHours: { from: '22:00', to: '06:00' } },
    ],
  ])('%j', (policies, expected) => {
    expect(resolvePolicy(policies)).toMatchObject(expected);
  });
});
