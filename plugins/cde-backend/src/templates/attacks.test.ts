import type { PreviewObject } from '@backstage-cde/plugin-cde-common';
import { parse } from 'yaml';
import { testConfig } from '../engine/testing/settings';
import { literal } from '../manifests';
import { previewObjects } from './preview';
import {
  attack,
  BENIGN,
  differences,
  HOSTILE,
  PLACES,
  type Place,
} from './testing/attacks';

const config = testConfig({
  kubeconfigPath: '',
  instance: 'demo',
  namespace: 'n',
});

/** The objects by kind, as the preview shows them. */
async function objectsOf(place: Place, value: string) {
  const { workspace } = attack(place.spec, { p: value });
  const shown = await previewObjects({ workspace, config });
  return Object.fromEntries(
    shown.map((object: PreviewObject) => [object.kind, parse(object.yaml)]),
  );
}

const at = (object: unknown, path: string) =>
  path
    .split('.')
    .reduce((value, key) => (value as Record<string, unknown>)[key], object);

describe.each(Object.entries(PLACES))('a parameter as %s', (_, place) => {
  const { leaf, also, narrow, expanded, benign = BENIGN } = place;
  const [kind, path] = leaf.split(' ');

  it.each(Object.entries(HOSTILE))(
    'takes %s for what it is, or not at all',
    async (__, value) => {
      const before = await objectsOf(place, benign);
      let after: Awaited<ReturnType<typeof objectsOf>>;
      try {
        after = await objectsOf(place, value);
      } catch (error) {
        expect((error as Error).message).toMatch(narrow!);
        return;
      }
      const changed = Object.keys({ ...before, ...after }).flatMap(name =>
        differences(before[name], after[name]).map(one => `${name} ${one}`),
      );
      expect(changed.sort()).toEqual([leaf, ...(also ? [also] : [])]);
      expect(at(after[kind], path)).toBe(expanded ? literal(value) : value);
    },
  );
});
