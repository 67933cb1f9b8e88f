import path from 'node:path';
import {
  entityEnvelopeSchemaValidator,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { readExampleEntities } from './readExampleEntities';

const examples = path.resolve(__dirname, '..', '..', '..', '..', 'examples');

describe('the example catalog', () => {
  it('has valid entities whose owners, systems and parents exist', async () => {
    const entities = await readExampleEntities(
      examples,
      'http://localhost:3002',
    );
    const refs = entities.map(stringifyEntityRef);
    const validate = entityEnvelopeSchemaValidator();
    for (const entity of entities) {
      expect(validate(entity)).toBeTruthy();
      const { owner, system, domain, parent } = entity.spec as Record<
        string,
        string | undefined
      >;
      const named = [
        owner,
        system && `system:default/${system}`,
        domain && `domain:default/${domain}`,
        parent && `group:default/${parent}`,
      ];
      expect(refs).toEqual(expect.arrayContaining(named.filter(Boolean)));
    }
    expect(new Set(refs).size).toBe(refs.length);
  });

  it('lets templates find their skeletons', async () => {
    const templates = (await readExampleEntities(examples, 'http://x')).filter(
      ({ kind }) => kind === 'Template',
    );
    expect(templates.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining([
        'add-dev-environment',
        'go-service',
        'node-service',
        'python-service',
        'try-branch',
      ]),
    );
    for (const { metadata } of templates) {
      expect(metadata.annotations?.['backstage.io/source-location']).toBe(
        `file:${path.join(
          examples,
          'templates',
          metadata.name,
          'template.yaml',
        )}`,
      );
    }
  });

  it('gives every component its repository on the git host', async () => {
    const entities = await readExampleEntities(
      examples,
      'http://localhost:4711',
    );
    const sources = entities
      .filter(({ kind }) => kind === 'Component')
      .map(
        ({ metadata }) =>
          metadata.annotations?.['backstage.io/source-location'],
      );
    expect(sources.length).toBeGreaterThanOrEqual(6);
    expect(sources).toContain(
      'url:http://localhost:4711/acme/payments-api.git',
    );
  });
});
