import type { Entity } from '@backstage/catalog-model';
import type { JsonValue } from '@backstage/types';
import { countConditions, matchTemplates } from './match';

const component = (annotation?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'payments',
    tags: ['python', 'grpc'],
    ...(annotation && {
      annotations: { 'cde.backstage.io/template': annotation },
    }),
  },
  spec: {
    type: 'service',
    lifecycle: 'production',
    owner: 'group:default/payments',
    system: 'checkout',
  },
});

const template = (id: string, appliesTo: JsonValue | null = null) => ({
  id,
  appliesTo,
});
const templates = [
  template('any'),
  template('service', { 'spec.type': 'service' }),
  template('python-service', {
    $all: [
      { 'spec.type': 'service' },
      { 'metadata.tags': { $contains: 'python' } },
    ],
  }),
  template('website', { 'spec.type': 'website' }),
  template('checkout', {
    kind: 'Component',
    'spec.system': 'checkout',
    'spec.lifecycle': { $in: ['production', 'experimental'] },
  }),
  template('group:special', { 'spec.owner': 'group:default/other' }),
  template('broken', { $nonsense: true }),
];

describe('matchTemplates', () => {
  it('puts the more specific first, and those for anything last', () => {
    expect(
      matchTemplates(templates, component()).map(
        ({ template: { id }, match }) => `${id} ${match}`,
      ),
    ).toEqual([
      'checkout predicate',
      'python-service predicate',
      'service predicate',
      'any default',
    ]);
  });

  it.each([
    ['website', 'website'],
    ['default/website', 'website'],
    ['group/special', 'group:special'],
  ])('begins with what the annotation %s names', (annotation, id) => {
    expect(matchTemplates(templates, component(annotation))[0]).toMatchObject({
      template: { id },
      match: 'annotation',
    });
  });

  it('offers a repository without a component what is for anything', () => {
    expect(matchTemplates(templates, undefined)).toEqual([
      { template: template('any'), match: 'default' },
    ]);
  });

  it.each<[JsonValue | null, number]>([
    [null, 0],
    [{ kind: 'Component' }, 1],
    [{ $any: [{ a: 1 }, { $not: { b: { $exists: true } } }] }, 2],
    [{ a: { $in: ['x', 'y', 'z'] } }, 1],
  ])('counts the conditions of %j', (predicate, count) => {
    expect(countConditions(predicate)).toBe(count);
  });
});
