import type { Entity } from '@backstage/catalog-model';
import { suggestionsOf } from './additional';

const MONO = 'https://github.com/Acme/mono.git';

const entity = (
  name: string,
  annotations?: Record<string, string>,
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default', annotations },
});
const at = (name: string, url: string) =>
  entity(name, { 'backstage.io/source-location': url });

const suggested = (...entities: Entity[]) =>
  suggestionsOf(entities, ['component:default/a'], MONO).map(
    ref => ref.split('/')[1],
  );

it.each([
  ['url:https://github.com/acme/web/tree/main/', true],
  ['url:https://github.com/acme/mono-two', true],
  ['url:https://github.com/acme/mono', false],
  ['url:https://github.com/Acme/mono.git', false],
  ['url:https://github.com/acme/mono/tree/main/services/web/', false],
  ['dir:/srv/catalog', false],
])('suggests what is at %s: %s', (url, expected) =>
  expect(suggested(at('web', url))).toEqual(expected ? ['web'] : []),
);

it('goes by the annotation made for this, then by where the source is', () => {
  const source = `url:https://github.com/acme/mono/tree/main`;
  const annotations = {
    'cde.backstage.io/repository': 'https://github.com/acme/web',
    'backstage.io/source-location': source,
  };
  expect(suggested(entity('web', annotations))).toEqual(['web']);
  const managed = {
    'backstage.io/managed-by-location': 'url:https://git.test/x/catalog.yaml',
  };
  expect(suggested(entity('x', managed), entity('y'))).toEqual(['x']);
});

it('suggests neither the component itself nor what was chosen', () =>
  expect(suggested(at('a', 'url:https://git.test/a'))).toEqual([]));

it('suggests all of them until the repository is known', () =>
  expect(
    suggestionsOf([at('web', 'url:https://git.test/a')], [], undefined),
  ).toEqual(['component:default/web']));
