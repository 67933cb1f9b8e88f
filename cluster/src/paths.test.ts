import { clusterPaths, dataHome, instanceName, packageRoot } from './paths.ts';

describe('the data folder', () => {
  it.each([
    [
      'CDE_HOME, before all',
      { CDE_HOME: '/data/cde', XDG_DATA_HOME: '/data' },
      '/data/cde',
    ],
    [
      "the user's data folder",
      { XDG_DATA_HOME: '/data' },
      '/data/backstage-cde',
    ],
  ])('is %s', (_, env, expected) => {
    expect(dataHome(env)).toBe(expected);
  });

  it('holds all of the cluster in one folder', () => {
    const { home, cluster, ...rest } = clusterPaths('/data/cde');
    expect(home).toBe('/data/cde');
    for (const path of Object.values(rest))
      expect(path.startsWith(`${cluster}/`)).toBe(true);
  });
});

describe("the cluster's name on the machine", () => {
  it('fits the 15 characters that Linux gives a link, and differs between data folders', () => {
    expect(instanceName('/data/cde')).toMatch(/^cde-[0-9a-f]{8}$/);
    expect(instanceName('/data/cde')).not.toBe(instanceName('/data/other'));
    expect(instanceName('/data/cde/')).toBe(instanceName('/data/cde'));
  });
});

it('knows the folder of its Go sources', () => {
  expect(packageRoot.endsWith('/cluster')).toBe(true);
});
