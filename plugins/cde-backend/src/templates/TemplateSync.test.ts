import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { validateTemplate } from '@backstage-cde/plugin-cde-common';
import { describeDatabases } from '../testing/databases';
import { templateDocument } from '../testing/templates';
import { DatabaseTemplateStore } from './DatabaseTemplateStore';
import { TemplateSync } from './TemplateSync';

describeDatabases('TemplateSync', ({ migrated }) => {
  let store: DatabaseTemplateStore;
  let sync: TemplateSync;
  let entities: Entity[] | Error;
  let looks: number;
  let now: number;
  let changed: string[];
  const logger = mockServices.logger.mock();

  beforeEach(async () => {
    store = new DatabaseTemplateStore((await migrated()).database);
    entities = [];
    looks = 0;
    now = 1_000_000;
    changed = [];
    logger.warn.mockClear();
    sync = new TemplateSync({
      config: { templates: [], admins: [], privilegedTemplateLocations: [] },
      store,
      catalog: {
        getEntities: async () => {
          looks += 1;
          if (entities instanceof Error) throw entities;
          return { items: entities };
        },
      },
      auth: mockServices.auth(),
      logger,
      validate: text => validateTemplate(text),
      changed: id => changed.push(id),
      now: () => now,
    });
  });

  const entity = (spec: object = {}) =>
    ({
      ...templateDocument('web'),
      spec: { ...templateDocument('web').spec, ...spec },
    } as unknown as Entity);

  it('follows Git: new, another, broken, mended, gone, back', async () => {
    entities = [entity()];
    await sync.syncGit();
    await sync.syncGit();
    expect(await store.get('web')).toMatchObject({
      source: 'git',
      publishedRevision: 1,
    });
    expect(changed).toEqual(['web']);

    entities = [entity({ resourceClasses: ['small', 'large'] })];
    await sync.syncGit();
    expect((await store.get('web'))?.publishedRevision).toBe(2);

    entities = [entity({ resourceClasses: 7 })];
    await sync.syncGit();
    await sync.syncGit();
    expect(await store.get('web')).toMatchObject({
      publishedRevision: 2,
      state: 'active',
      problem: expect.stringMatching(/resourceClasses/),
    });
    expect(logger.warn).toHaveBeenCalledTimes(1);

    entities = [];
    await sync.syncGit();
    expect(await store.get('web')).toMatchObject({ state: 'gone' });

    entities = [entity({ resourceClasses: ['small', 'large'] })];
    await sync.syncGit();
    expect(await store.get('web')).toMatchObject({
      publishedRevision: 2,
      state: 'active',
      problem: null,
    });
  });

  it('changes nothing while the catalog is down', async () => {
    entities = [entity()];
    await sync.syncGit();
    entities = new Error('down');
    await sync.syncGit();
    expect(await store.get('web')).toMatchObject({ state: 'active' });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/stay as they are/),
    );
  });

  it('looks at most every ten seconds when templates are shown', async () => {
    await Promise.all([sync.refresh(), sync.refresh()]);
    now += 9_999;
    await sync.refresh();
    expect(looks).toBe(1);
    now += 1;
    await sync.refresh();
    await sync.syncGit();
    expect(looks).toBe(2);
  });
});
