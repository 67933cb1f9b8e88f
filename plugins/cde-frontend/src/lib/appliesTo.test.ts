import { predicateValue, readPredicate } from './appliesTo';

const NOTHING = {
  types: [],
  lifecycles: [],
  systems: [],
  owners: [],
  tags: [],
};

it.each([
  [{ kind: 'component' }, NOTHING],
  [
    { kind: 'Component', 'spec.type': 'service' },
    { ...NOTHING, types: ['service'] },
  ],
  [
    {
      kind: 'Component',
      'spec.lifecycle': { $in: ['production', 'beta'] },
      'metadata.tags': { $contains: 'java' },
    },
    { ...NOTHING, lifecycles: ['production', 'beta'], tags: ['java'] },
  ],
  // More than the form can say is left to the YAML.
  [{ kind: 'api' }, undefined],
  [{ 'spec.type': 'service' }, undefined],
  [{ $any: [{ kind: 'component' }] }, undefined],
  [{ kind: 'component', 'spec.type': { $exists: true } }, undefined],
  [{ kind: 'component', 'spec.type': { $in: [1] } }, undefined],
  [{ kind: 'component', 'metadata.tags': 'java' }, undefined],
  ['text', undefined],
])('reads %j', (value, expected) => {
  expect(readPredicate(value)).toEqual(expected);
});

it('writes the shortest form', () => {
  expect(predicateValue('types', [])).toBeUndefined();
  expect(predicateValue('types', ['a'])).toBe('a');
  expect(predicateValue('types', ['a', 'b'])).toEqual({ $in: ['a', 'b'] });
  expect(predicateValue('tags', ['a'])).toEqual({ $contains: 'a' });
});
