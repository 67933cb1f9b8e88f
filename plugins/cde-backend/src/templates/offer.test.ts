import { ConfigReader } from '@backstage/config';
import { readCdeConfig } from '../config';
import { testConfig } from '../testing/portal';
import { choose, chooseClass, classesTooSmall } from './offer';

const GIB = 2 ** 30;
const base = testConfig('git.example');
const config = readCdeConfig(
  new ConfigReader({
    ...base,
    cde: {
      ...base.cde,
      resourceClasses: [
        ...base.cde.resourceClasses,
        {
          name: 'medium',
          cpu: { limit: 4 },
          memory: { limit: '8Gi' },
          storage: '20Gi',
        },
      ],
      templates: [
        {
          name: 'default',
          image: 'base:1',
          resourceClasses: ['medium', 'small', 'large'],
        },
        { name: 'tiny', image: 'base:1', resourceClasses: ['small'] },
      ],
    },
  }),
);
const [template, tiny] = config.templates;

describe('choosing', () => {
  it('takes the first of everything by default', () => {
    expect(choose(config, {})).toMatchObject({
      template: { name: 'default' },
      cluster: { name: 'local' },
      ide: 'vscode-web',
    });
    expect(choose(config, { template: 'tiny' }).template).toBe(tiny);
    expect(() => choose(config, { template: 'huge' })).toThrow(
      /no template 'huge'.*default, tiny/,
    );
  });

  it.each([
    [undefined, 'medium'],
    [{ cpus: 4, memory: 8 * GIB }, 'medium'],
    [{ cpus: 5 }, 'large'],
    [{ memory: 9 * GIB }, 'large'],
    [{ storage: 21 * GIB }, 'large'],
    [{ gpu: 'optional' as const }, 'medium'],
  ])('fits %j into %s', (requirements, name) => {
    expect(chooseClass(config, template, requirements, undefined).name).toBe(
      name,
    );
  });

  it('says what is lacking', () => {
    expect(() =>
      chooseClass(config, tiny, { memory: 4 * GIB }, undefined),
    ).toThrow(
      /ask for 4 GiB of memory, which no resource class of the template 'tiny' has/,
    );
    expect(() =>
      chooseClass(config, template, { gpu: true }, undefined),
    ).toThrow(/a GPU/);
    expect(() => chooseClass(config, template, { cpus: 3 }, 'small')).toThrow(
      /3 CPU cores, which the resource class 'small' does not have/,
    );
    expect(() => chooseClass(config, tiny, undefined, 'large')).toThrow(
      /offered: small/,
    );
    expect(classesTooSmall(config, template, { cpus: 3 })).toEqual(['small']);
  });
});
