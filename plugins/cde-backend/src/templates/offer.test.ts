import { ConfigReader } from '@backstage/config';
import { readCdeConfig } from '../config';
import { testConfig } from '../testing/portal';
import { templateDocument } from '../testing/templates';
import { choose, chooseClass, classesTooSmall, summarize } from './offer';

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
        {
          name: 'gpu',
          cpu: { limit: 4 },
          memory: { limit: '8Gi' },
          storage: '20Gi',
          gpu: { count: 1 },
        },
        {
          name: 'far',
          cpu: { limit: 4 },
          memory: { limit: '8Gi' },
          storage: '20Gi',
          clusters: ['moon'],
        },
      ],
      templates: [],
    },
  }),
);
const offer = (id: string, classes: string[], gpu?: { count: number }) => ({
  id,
  revision: 1,
  document: templateDocument(id, {
    resourceClasses: classes,
    ides: ['vscode-web', 'none'],
    ...(gpu && { gpu }),
  }),
});
const template = offer('default', ['medium', 'small', 'large']);
const tiny = offer('tiny', ['small']);
const at = (one: ReturnType<typeof offer>) => ({
  template: one,
  cluster: config.clusters[0],
});

describe('choosing', () => {
  it('takes the first of everything by default', () => {
    expect(choose(config, template, {})).toMatchObject({
      template,
      cluster: { name: 'local' },
      ide: 'vscode-web',
    });
    expect(choose(config, template, { ide: 'none' }).ide).toBe('none');
    expect(() => choose(config, template, { cluster: 'moon' })).toThrow(
      /no cluster 'moon'.*offered: local/,
    );
  });

  it.each([
    [undefined, 'medium'],
    [{ cpus: 1 }, 'small'],
    [{ cpus: 4, memory: 8 * GIB }, 'medium'],
    [{ cpus: 5 }, 'large'],
    [{ memory: 9 * GIB }, 'large'],
    [{ storage: 21 * GIB }, 'large'],
    [{ gpu: 'optional' as const }, 'medium'],
    [{ gpu: true, cpus: 1 }, 'gpu'],
  ])('fits %j into %s', (requirements, name) => {
    const withGpu = offer('gpu', ['medium', 'small', 'large', 'gpu']);
    expect(chooseClass(config, at(withGpu), requirements, undefined).name).toBe(
      name,
    );
  });

  it('says what is lacking', () => {
    expect(() =>
      chooseClass(config, at(tiny), { memory: 4 * GIB }, undefined),
    ).toThrow(/template 'tiny': 'small' does not have 4 GiB of memory/);
    expect(() =>
      chooseClass(config, at(template), { gpu: true }, undefined),
    ).toThrow(/a GPU/);
    expect(
      chooseClass(
        config,
        at(offer('g', ['small'], { count: 1 })),
        { gpu: true },
        undefined,
      ).name,
    ).toBe('small');
    expect(() =>
      chooseClass(config, at(template), { cpus: 3 }, 'small'),
    ).toThrow(/3 CPU cores, which the resource class 'small' does not have/);
    expect(() => chooseClass(config, at(tiny), undefined, 'large')).toThrow(
      /offered: small/,
    );
    expect(classesTooSmall(config, at(template), { cpus: 3 })).toEqual([
      'small',
    ]);
  });

  it('offers a class only where a cluster has it', () => {
    const elsewhere = offer('far', ['far']);
    expect(summarize(config, elsewhere, 'default').resourceClasses).toEqual([]);
    expect(() =>
      chooseClass(config, at(elsewhere), undefined, undefined),
    ).toThrow(/cluster 'local' has none of the resource classes/);
  });
});
