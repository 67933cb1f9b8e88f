import type { WorkspaceTemplateDocument } from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';
import { describeDatabases } from '../testing/databases';
import { templateDocument as document } from '../testing/templates';
import { newWorkspace, queued } from '../testing/workspaces';
import { DatabaseWorkspaceStore } from '../workspaces';
import { DatabaseTemplateStore } from './DatabaseTemplateStore';
import { templateAdmission } from './templateAdmission';
import type { NewRevision } from './types';

const ADA = 'user:default/ada';
const BOB = 'user:default/bob';

function revision(
  content: WorkspaceTemplateDocument,
  overrides: Partial<NewRevision> = {},
): NewRevision {
  return {
    document: content,
    yaml: JSON.stringify(content),
    note: 'because',
    author: ADA,
    deadline: null,
    ...overrides,
  };
}

describeDatabases('DatabaseTemplateStore', ({ migrated }) => {
  let database: Database;
  let store: DatabaseTemplateStore;

  beforeEach(async () => {
    ({ database } = await migrated());
    store = new DatabaseTemplateStore(database);
  });

  const create = (content = document('web')) =>
    store.create('web', content, { yaml: 'v1', author: ADA });

  it('keeps a draft, which becomes an immutable revision', async () => {
    const made = await create(document('web', {}, { tags: ['a', 'b'] }));
    expect(made).toMatchObject({
      id: 'web',
      source: 'portal',
      state: 'active',
      ownerRef: 'group:default/platform',
      publishedRevision: null,
      draftVersion: 1,
      draft: { yaml: 'v1', changedBy: ADA, baseRevision: null },
    });
    const published = await store.publish(
      'web',
      1,
      revision(document('web', { privileged: true }, { tags: ['b', 'c'] })),
    );
    expect(published).toMatchObject({
      publishedRevision: 1,
      draft: null,
      privileged: true,
      tags: ['b', 'c'],
    });
    expect(await store.list({ field: 'tag', values: ['c'] })).toHaveLength(1);
    expect(await store.list({ field: 'tag', values: ['a'] })).toHaveLength(0);
    expect(
      await store.list({ not: { field: 'tag', values: ['a'] } }),
    ).toHaveLength(1);

    const draft = await store.saveDraft(
      'web',
      { yaml: 'v2', author: BOB },
      { version: 0 },
    );
    expect(draft.draft).toMatchObject({ baseRevision: 1, changedBy: BOB });
    await store.publish('web', 2, revision(document('web')));
    await store.rollBack(
      'web',
      revision(document('web', { privileged: true }), { rolledBackFrom: 1 }),
    );
    expect(await store.revisions(['web'])).toMatchObject([
      { revision: 3, rolledBackFrom: 1 },
      { revision: 2 },
      { revision: 1, note: 'because', author: ADA },
    ]);
    expect((await store.revision('web', 1))?.document.spec.privileged).toBe(
      true,
    );
    expect((await store.published())[0]).toMatchObject({
      template: { id: 'web', privileged: true },
      revision: { revision: 3 },
    });
  });

  it('tells the second of two writers, and overwrites nothing', async () => {
    await create();
    await store.saveDraft(
      'web',
      { yaml: 'ada', author: ADA },
      { version: 1 },
      document('web', {}, { title: 'Web' }),
    );
    await expect(
      store.saveDraft('web', { yaml: 'bob', author: BOB }, { version: 1 }),
    ).rejects.toThrow(/user:default\/ada changed it on 20\d\d-/);
    await expect(
      store.publish('web', 1, revision(document('web'))),
    ).rejects.toThrow(/Nothing was overwritten/);
    await expect(store.discardDraft('web', 1)).rejects.toThrow(/Nothing/);
    expect(await store.get('web')).toMatchObject({
      title: 'Web',
      draft: { yaml: 'ada' },
    });
    await store.discardDraft('web', 2);
    // Once published by somebody else, an older text is not a first draft.
    await store.saveDraft(
      'web',
      { yaml: 'x', author: ADA },
      { version: 0, baseRevision: 0 },
    );
    await store.publish('web', 3, revision(document('web')));
    await expect(
      store.saveDraft(
        'web',
        { yaml: 'late', author: BOB },
        { version: 0, baseRevision: 0 },
      ),
    ).rejects.toThrow(/the published revision is 1/);
  });

  it('lets one of two replicas publish a draft', async () => {
    await create();
    const other = new DatabaseTemplateStore(database);
    const outcomes = await Promise.allSettled(
      [store, other, store, other].map(one =>
        one.publish('web', 1, revision(document('web'))),
      ),
    );
    expect(
      outcomes.filter(({ status }) => status === 'fulfilled'),
    ).toHaveLength(1);
    expect(await store.revisions(['web'])).toHaveLength(1);
  });

  it('numbers revisions that are made at once', async () => {
    await create();
    await store.publish('web', 1, revision(document('web')));
    await Promise.all(
      Array.from({ length: 5 }, () =>
        store.rollBack('web', revision(document('web'), { rolledBackFrom: 1 })),
      ),
    );
    expect((await store.revisions(['web'])).map(one => one.revision)).toEqual([
      6, 5, 4, 3, 2, 1,
    ]);
  });

  it('does not delete what is used, and counts the uses', async () => {
    await create();
    await store.publish('web', 1, revision(document('web')));
    const workspaces = new DatabaseWorkspaceStore(database);
    await workspaces.create(
      newWorkspace({ templateName: 'web', templateRevision: 1 }),
      queued,
    );
    const { record } = await workspaces.create(
      newWorkspace({
        templateName: 'web',
        templateRevision: 1,
        ownerRef: BOB,
      }),
      queued,
    );
    await workspaces.changeDesired(record.id, () => ({
      desired: 'stopped',
      newRun: false,
      phase: 'Stopping',
      event: { key: 's', step: 'stop', state: 'started' },
    }));
    expect(await store.use(['web'])).toEqual([
      { templateId: 'web', revision: 1, running: 1, stopped: 1 },
    ]);
    expect(await store.use(['web'], BOB)).toEqual([
      { templateId: 'web', revision: 1, running: 0, stopped: 1 },
    ]);
    await expect(store.delete('web')).rejects.toThrow(/2 workspaces use/);
    await database.read(knex => knex('cde_workspaces').delete());
    await store.delete('web');
    expect(await store.get('web')).toBeUndefined();
    expect(await store.revisions(['web'])).toEqual([]);
  });

  it('takes over content from elsewhere once, and again when it is another', async () => {
    const content = (image: string) => ({
      ...revision(document('web', { devcontainer: { image } }), {
        author: 'system',
      }),
      source: 'git' as const,
      location: 'https://git.example/t.yaml',
    });
    const twice = await Promise.all([
      store.takeOver('web', content('a')),
      new DatabaseTemplateStore(database).takeOver('web', content('a')),
    ]);
    expect(twice.sort()).toEqual([false, true]);
    expect(await store.takeOver('web', content('a'))).toBe(false);
    expect(await store.mark('web', { state: 'gone', problem: 'gone' })).toBe(
      true,
    );
    expect(await store.takeOver('web', content('a'))).toBe(true);
    expect(await store.get('web')).toMatchObject({
      state: 'active',
      problem: null,
      publishedRevision: 1,
    });
    expect(await store.takeOver('web', content('b'))).toBe(true);
    expect((await store.get('web'))?.publishedRevision).toBe(2);
    await expect(create()).rejects.toThrow(/already, from Git/);
  });

  it('makes no workspace of what ends at that very time', async () => {
    const workspaces = new DatabaseWorkspaceStore(database);
    await create();
    await store.publish('web', 1, revision(document('web')));
    const make = () =>
      workspaces.create(
        newWorkspace({ templateName: 'web', templateRevision: 1 }),
        queued,
        undefined,
        templateAdmission(store, { templateName: 'web' }),
      );
    const [made, deleted] = await Promise.allSettled([
      make(),
      store.delete('web'),
    ]);
    // Whoever came first, never both.
    expect(made.status).not.toBe(deleted.status);
    if (deleted.status === 'fulfilled') {
      await create();
      await store.publish('web', 1, revision(document('web')));
    }
    await store.setState('web', 'deprecated');
    await expect(make()).rejects.toThrow(/deprecated/);
    const left = await database.read(knex => knex('cde_workspaces'));
    expect(left).toHaveLength(made.status === 'fulfilled' ? 1 : 0);
  });

  it('finds the revisions that workspaces are offered', async () => {
    await create();
    await store.publish('web', 1, revision(document('web')));
    for (const from of [1, 1]) {
      await store.rollBack(
        'web',
        revision(document('web'), { rolledBackFrom: from, deadline: 5 }),
      );
    }
    const newer = await store.newerRevisions(
      new Map([
        ['web', 1],
        ['other', 0],
      ]),
    );
    expect(newer.map(one => one.revision).sort()).toEqual([2, 3]);
    expect(newer[0]).toMatchObject({ templateId: 'web', deadline: 5 });
    expect(await store.newerRevisions(new Map())).toEqual([]);
  });
});
