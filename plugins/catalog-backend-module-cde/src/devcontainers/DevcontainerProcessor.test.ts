import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { JsonValue } from '@backstage/types';
import { DevcontainerProcessor } from './DevcontainerProcessor';
import type { Findings } from './DevcontainerWatch';

const location = {
  type: 'url',
  target: 'https://github.com/acme/pay/blob/main/catalog-info.yaml',
};
const SOURCE = 'https://github.com/acme/pay/tree/main/services/a/';

const component = (annotations?: Record<string, string>): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'pay', ...(annotations && { annotations }) },
  spec: { type: 'service' },
});
const source = (url: string) => ({ 'backstage.io/source-location': url });

const found = (finding: Partial<Findings['finding']>): Findings => ({
  url: SOURCE,
  name: 'pay',
  surveyedAt: 1,
  checkedAt: 1,
  finding: { status: 'valid', paths: [], unsupported: [], ...finding },
});

function setup(result: () => Promise<Findings | undefined>) {
  const look = jest.fn(result);
  const logger = mockServices.logger.mock();
  const kept = new Map<string, JsonValue>();
  const emit = jest.fn();
  const processor = new DevcontainerProcessor({
    watch: { look },
    logger,
  });
  const cache = {
    get: jest.fn(async (key: string) => kept.get(key)),
    set: jest.fn(async (key: string, value: JsonValue) => {
      kept.set(key, value);
    }),
  };
  return {
    look,
    logger,
    cache,
    emit,
    process: (entity: Entity, at = location) =>
      processor.preProcessEntity(entity, at, emit, at, cache as never),
  };
}

describe('DevcontainerProcessor', () => {
  it.each([
    [
      { paths: ['.devcontainer.json'] },
      {
        'cde.backstage.io/devcontainer': '.devcontainer.json',
        'cde.backstage.io/devcontainer-status': 'valid',
      },
    ],
    [
      {
        status: 'warnings' as const,
        paths: ['.devcontainer.json', '.devcontainer/x/devcontainer.json'],
        unsupported: ['privileged', 'mounts[0]'],
        problem: `.devcontainer.json:1:2: ${'x'.repeat(1000)}`,
      },
      {
        'cde.backstage.io/devcontainer':
          '.devcontainer.json,.devcontainer/x/devcontainer.json',
        'cde.backstage.io/devcontainer-status': 'warnings',
        'cde.backstage.io/devcontainer-unsupported': 'privileged,mounts[0]',
        'cde.backstage.io/devcontainer-problem': expect.stringMatching(
          /^\.devcontainer\.json:1:2: x{475}…$/,
        ),
      },
    ],
    [
      { status: 'none' as const },
      {
        'cde.backstage.io/devcontainer': 'none',
        'cde.backstage.io/devcontainer-status': 'none',
      },
    ],
    [
      { status: 'unknown' as const, problem: 'no access' },
      {
        'cde.backstage.io/devcontainer-status': 'unknown',
        'cde.backstage.io/devcontainer-problem': 'no access',
      },
    ],
  ])('writes what was found: %j', async (finding, annotations) => {
    const { process } = setup(async () => found(finding));
    const entity = component({
      ...source(`url:${SOURCE}`),
      'cde.backstage.io/devcontainer-problem': 'what somebody wrote',
    });
    expect((await process(entity)).metadata.annotations).toEqual({
      ...source(`url:${SOURCE}`),
      ...annotations,
    });
  });

  it('is refreshed by pushes to the repository, and remembers', async () => {
    const { process, emit, look, cache } = setup(async () => found({}));
    await process(component(source(`url:${SOURCE}`)));
    const key = 'cde-repository:https://github.com/acme/pay';
    expect(emit.mock.calls).toEqual([[{ type: 'refresh', key }]]);
    expect(look).toHaveBeenLastCalledWith(SOURCE, key, undefined);
    expect(cache.set).toHaveBeenCalledTimes(1);
    await process(component(source(`url:${SOURCE}`)));
    expect(look).toHaveBeenLastCalledWith(SOURCE, key, found({}));
  });

  it.each([
    [component(source(`url:${SOURCE}`)), location, SOURCE],
    [component(), location, location.target],
    [
      component({
        ...source(`url:${SOURCE}`),
        'cde.backstage.io/repository': 'https://git.example/other',
      }),
      location,
      'https://git.example/other',
    ],
    [
      component(source('url:https://ada:secret@git.example/acme/pay.git')),
      location,
      'https://git.example/acme/pay.git',
    ],
  ])('knows the repository', async (entity, at, url) => {
    const { process, look } = setup(async () => undefined);
    const processed = await process(entity, at);
    expect(look.mock.calls).toEqual([[url, expect.anything(), undefined]]);
    expect(processed.metadata.annotations).toMatchObject({
      'cde.backstage.io/devcontainer-status': 'unknown',
    });
  });

  it.each([
    component(source('file:/etc/passwd')),
    component(source('url:javascript:alert(1)')),
    component(source('url:not a url')),
  ])('leaves what has no repository without marks', async entity => {
    const { process, look, emit } = setup(async () => found({}));
    const marked = {
      ...entity,
      metadata: {
        ...entity.metadata,
        annotations: {
          ...entity.metadata.annotations,
          'cde.backstage.io/devcontainer-status': 'valid',
        },
      },
    };
    expect(await process(marked)).toEqual(entity);
    expect(look).not.toHaveBeenCalled();
    expect(emit).not.toHaveBeenCalled();
  });

  it('leaves other kinds alone', async () => {
    const { process, look } = setup(async () => found({}));
    const api = { ...component(source(`url:${SOURCE}`)), kind: 'API' };
    expect(await process(api)).toBe(api);
    expect(look).not.toHaveBeenCalled();
  });

  it('lets no mistake of its own stop an entity', async () => {
    const { process, logger } = setup(async () => {
      throw new Error('a mistake');
    });
    expect(
      (await process(component(source(`url:${SOURCE}`)))).metadata.annotations,
    ).toMatchObject({ 'cde.backstage.io/devcontainer-status': 'unknown' });
    expect(logger.error).toHaveBeenCalledTimes(1);
  });
});
