import { otherValues } from './others';

const names = {
  componentField: 'component',
  repositoryUrlField: 'repo',
  templateField: 'template',
};

describe('otherValues', () => {
  it.each([
    [undefined, {}],
    [{}, {}],
    [
      {
        component: 'payments',
        repo: ' https://x.example/a ',
        template: 'node',
      },
      {
        component: 'component:default/payments',
        repositoryUrl: 'https://x.example/a',
        template: 'node',
      },
    ],
    [
      { component: 'component:default/payments' },
      { component: 'component:default/payments' },
    ],
    [{ component: 'component:', repo: 1, template: ' ' }, {}],
  ])('of %p are %p', (formData, expected) => {
    expect(otherValues(names, formData)).toEqual(expected);
  });

  it('are none where no field is named', () => {
    expect(otherValues(undefined, { component: 'payments' })).toEqual({});
    expect(otherValues({}, { component: 'payments' })).toEqual({});
  });
});
