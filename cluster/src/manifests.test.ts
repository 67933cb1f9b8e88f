import { readFileSync } from 'node:fs';
import path from 'node:path';
import { manifestUrl, splitManifests } from './manifests.ts';
import { packageRoot } from './paths.ts';

const rbac = readFileSync(
  path.join(packageRoot, '..', 'deploy', 'rbac.yaml'),
  'utf8',
);

describe('deploy/rbac.yaml', () => {
  const documents = splitManifests(rbac);

  it('holds a role and its binding', () => {
    expect(documents.map(manifestUrl)).toEqual([
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/backstage-cde',
      '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/backstage-cde',
    ]);
  });

  it('names every verb, resource and group', () => {
    const lists = [
      ...documents[0].matchAll(
        /^\s+(?:- )?(?:apiGroups|resources|verbs): (.*)$/gm,
      ),
    ].map(match => match[1]);
    expect(lists.length).toBeGreaterThan(20);
    expect(lists.filter(list => list.includes('*'))).toEqual([]);
  });

  it('never lets the portal read secrets', () => {
    expect(
      /resources: \[secrets\]\n\s+verbs: (.*)/.exec(documents[0])?.[1],
    ).toBe('[create, patch, delete]');
  });
});

describe('splitting', () => {
  it('leaves out what holds only comments', () => {
    expect(
      splitManifests('# a file\n---\nkind: A\n--- # next\n\n---\nkind: B\n'),
    ).toEqual(['kind: A', 'kind: B']);
  });
});

describe('the place of a manifest', () => {
  it('is found past other fields of its metadata', () => {
    const manifest =
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  # its labels\n  labels:\n    name: wrong\n  name: right\n';
    expect(manifestUrl(manifest)).toBe('/api/v1/namespaces/right');
  });

  it.each([
    ['kind: Namespace\nmetadata:\n  name: a', 'lacks its apiVersion'],
    ['apiVersion: v1\nkind: Namespace\n', 'lacks its metadata.name'],
    [
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a',
      'are not applied here',
    ],
  ])('is refused for %#', (manifest, message) => {
    expect(() => manifestUrl(manifest)).toThrow(message);
  });
});
