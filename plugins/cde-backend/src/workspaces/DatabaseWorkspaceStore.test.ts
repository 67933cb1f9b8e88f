import { ConflictError, InputError } from '@backstage/errors';
import { describeDatabases, type DatabaseContext } from '../testing/databases';
import { newWorkspace, queued } from '../testing/workspaces';
import { DatabaseLeaseStore } from './DatabaseLeaseStore';
import { DatabaseWorkspaceStore } from './DatabaseWorkspaceStore';
import { startKey } from './timelines';
import {
  LeaseLostError,
  StaleRecordError,
  type DesiredChange,
  type NewTimelineEvent,
} from './types';

const stop: DesiredChange = {
  desired: 'stopped',
  newRun: false,
  phase: 'Stopping',
  event: {
    key: 'stop',
    step: 'stop',
    state: 'started',
    actor: 'user:default/ada',
  },
};
const restart: DesiredChange = {
  desired: 'running',
  newRun: true,
  phase: 'Pending',
  event: { key: 'queued', step: 'queued', state: 'succeeded' },
};

async function setup({ migrated }: DatabaseContext) {
  const { database, clock } = await migrated();
  const store = new DatabaseWorkspaceStore(database);
  const leases = new DatabaseLeaseStore(database);
  const fence = (await leases.acquire('engine:local', 'me', 3600_000))!;
  const create = async (...args: Parameters<typeof newWorkspace>) =>
    (await store.create(newWorkspace(...args), queued)).record;
  return { database, clock, store, leases, fence, create };
}

describeDatabases('workspace store', context => {
  it('creates the row, its first event and the due date together', async () => {
    const { store, create } = await setup(context);
    const input = newWorkspace();
    const record = await create(input);
    expect(record).toMatchObject({
      ...input,
      desired: 'running',
      phase: 'Pending',
      run: 1,
      version: 1,
      cause: null,
    });
    expect(record.readAt - record.createdAt).toBeLessThan(5_000);
    expect(record.nextDueAt).toBe(record.createdAt);
    expect(await store.get(input.id)).toEqual({
      ...record,
      readAt: expect.any(Number),
    });
    expect(await store.timeline(input.id, { limit: 10 })).toEqual([
      {
        id: 1,
        run: 1,
        step: 'queued',
        state: 'succeeded',
        at: expect.any(String),
        actor: 'user:default/ada',
      },
    ]);
    expect(
      await store.get('5e0ab3a9-0000-4000-8000-000000000000'),
    ).toBeUndefined();
  });

  it('writes nothing at all when one part fails', async () => {
    const { store } = await setup(context);
    const input = newWorkspace();
    const broken = { ...queued, step: null as unknown as 'queued' };
    await expect(
      store.create(input, broken, { key: 'k', requestHash: 'h' }),
    ).rejects.toThrow();
    expect(await store.get(input.id)).toBeUndefined();
    expect(
      await store.findByIdempotencyKey(input.ownerRef, {
        key: 'k',
        requestHash: 'h',
      }),
    ).toBeUndefined();
  });

  it('makes one workspace of 50 parallel requests with one key', async () => {
    const { store } = await setup(context);
    const results = await Promise.all(
      Array.from({ length: 50 }, () =>
        store.create(newWorkspace(), queued, { key: 'k', requestHash: 'h' }),
      ),
    );
    expect(results.filter(result => result.created)).toHaveLength(1);
    expect(new Set(results.map(result => result.record.id)).size).toBe(1);
    expect((await store.list({ limit: 100 })).items).toHaveLength(1);
  });

  it('refuses a key for another request or a deleted workspace, per owner, until it expires', async () => {
    const { store, fence, clock } = await setup(context);
    const claim = { key: 'k', requestHash: 'h' };
    const { record } = await store.create(newWorkspace(), queued, claim);
    await expect(
      store.create(newWorkspace(), queued, { ...claim, requestHash: 'other' }),
    ).rejects.toThrow(ConflictError);
    expect(
      await store.create(
        newWorkspace({ ownerRef: 'user:default/bob' }),
        queued,
        claim,
      ),
    ).toMatchObject({ created: true });
    await store.remove(record.id, fence);
    await expect(store.create(newWorkspace(), queued, claim)).rejects.toThrow(
      /is deleted; use a new key/,
    );
    clock.advance(8 * 24 * 3600_000);
    expect(await store.create(newWorkspace(), queued, claim)).toMatchObject({
      created: true,
    });
  });

  it('lists newest first, in pages, with owner, component and permission filters in SQL', async () => {
    const { store, create, clock } = await setup(context);
    const names: string[] = [];
    for (let index = 0; index < 5; index++) {
      clock.advance(index % 2); // some are created in the same millisecond
      names.push(
        (
          await create({
            name: `w${index}`,
            ownerRef: index === 4 ? 'user:default/bob' : 'user:default/ada',
          })
        ).name,
      );
    }
    await create({ name: 'loose', componentRef: null });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.list({ limit: 2, cursor });
      seen.push(...page.items.map(item => item.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect([...seen].sort()).toEqual([...names, 'loose'].sort());
    await expect(
      store.list({ limit: 2, cursor: 'bm9uc2Vuc2U' }),
    ).rejects.toThrow(InputError);

    const list = async (query: Partial<Parameters<typeof store.list>[0]>) =>
      (await store.list({ limit: 100, ...query })).items
        .map(item => item.name)
        .sort();
    const owner = (...values: string[]) => ({
      field: 'ownerRef' as const,
      values,
    });
    const component = (...values: string[]) => ({
      field: 'componentRef' as const,
      values,
    });
    const payments = 'component:default/payments-api';
    expect(await list({ search: 'W4' })).toEqual(['w4']);
    expect(await list({ search: '%' })).toEqual([]);
    expect(await list({ phase: 'Running' })).toEqual([]);
    expect(await list({ filter: component(payments) })).toEqual([
      'w0',
      'w1',
      'w2',
      'w3',
      'w4',
    ]);
    expect(await list({ filter: owner('user:default/bob') })).toEqual(['w4']);
    expect(await list({ filter: owner() })).toEqual([]);
    expect(await list({ filter: { not: component(payments) } })).toEqual([
      'loose',
    ]);
    expect(
      await list({
        filter: {
          anyOf: [owner('user:default/bob'), { not: component(payments) }],
        },
      }),
    ).toEqual(['loose', 'w4']);
    expect(
      await list({
        filter: {
          allOf: [
            owner('user:default/ada'),
            { not: { anyOf: [component(payments)] } },
          ],
        },
      }),
    ).toEqual(['loose']);
    expect(
      await list({
        filter: {
          allOf: [
            { anyOf: [owner('user:default/bob')] },
            owner('user:default/ada'),
          ],
        },
      }),
    ).toEqual([]);
  });

  it('changes what shall be, with event, run and due date', async () => {
    const { store, create, fence, clock } = await setup(context);
    const { id } = await create();
    clock.advance(1_000);
    const stopped = await store.changeDesired(id, () => stop);
    expect(stopped).toMatchObject({
      changed: true,
      record: { desired: 'stopped', phase: 'Stopping', run: 1, version: 2 },
    });
    clock.advance(1_000);
    const { record } = (await store.changeDesired(id, () => restart))!;
    expect(record).toMatchObject({ desired: 'running', run: 2, version: 3 });
    expect(record.startedAt! - record.createdAt).toBeGreaterThanOrEqual(2_000);
    expect(record.nextDueAt).toBe(record.startedAt);
    expect(await store.changeDesired(id, () => undefined)).toMatchObject({
      changed: false,
      record: { version: 3 },
    });
    expect(await store.changeDesired('none', () => stop)).toBeUndefined();
    expect(
      (await store.timeline(id, { after: 1, limit: 10 })).map(event => [
        event.id,
        event.run,
        event.step,
      ]),
    ).toEqual([
      [2, 1, 'stop'],
      [3, 2, 'queued'],
    ]);
    await store.remove(id, fence);
    expect(await store.get(id)).toBeUndefined();
    expect(await store.timeline(id, { limit: 10 })).toEqual([]);
  });

  it('decides from the row as it is, also when raced', async () => {
    const { store, create } = await setup(context);
    const { id } = await create();
    const results = await Promise.all(
      Array.from({ length: 10 }, () =>
        store.changeDesired(id, row =>
          row.desired === 'stopped' ? undefined : stop,
        ),
      ),
    );
    expect(results.filter(result => result!.changed)).toHaveLength(1);
  });

  it('gives due rows once per claim, oldest first', async () => {
    const { store, create, clock, fence } = await setup(context);
    const first = await create();
    clock.advance(10);
    const second = await create();
    await create({ clusterName: 'elsewhere' });
    expect(
      (await store.claimDue('local', 10, fence)).map(row => row.id),
    ).toEqual([first.id, second.id]);
    expect(await store.claimDue('local', 10, fence)).toEqual([]);
    const projected = await store.saveProjection(
      first,
      { phase: 'Running', dueInMs: 5_000 },
      [],
      fence,
    );
    await store.saveProjection(second, { dueInMs: null }, [], fence);
    expect(projected.nextDueAt! - projected.readAt).toBeGreaterThan(4_000);
    clock.advance(5_000);
    expect(
      (await store.claimDue('local', 10, fence)).map(row => row.id),
    ).toEqual([first.id]);
    clock.advance(31_000);
    expect(
      (await store.claimDue('local', 10, fence)).map(row => row.id),
    ).toEqual([first.id]);
  });

  it('saves projections only from a current look and under a held lease', async () => {
    const { store, create, clock, fence, leases } = await setup(context);
    const seen = await create();
    clock.advance(100);
    const saved = await store.saveProjection(
      seen,
      {
        phase: 'Starting',
        cause: { reason: 'X', message: 'y' },
        observed: { podUid: 'u' },
        attempts: 2,
        dueInMs: null,
      },
      [
        {
          key: 'scheduled',
          step: 'scheduled',
          state: 'succeeded',
          detail: 'node-1',
        },
      ],
      fence,
    );
    expect(saved).toMatchObject({
      phase: 'Starting',
      cause: { reason: 'X' },
      observed: { podUid: 'u' },
      attempts: 2,
      version: 2,
      nextDueAt: null,
    });
    expect(saved.phaseSince).toBeGreaterThan(seen.phaseSince);
    const again = await store.saveProjection(
      saved,
      { phase: 'Starting', cause: null, dueInMs: null },
      [],
      fence,
    );
    expect(again).toMatchObject({
      phaseSince: saved.phaseSince,
      cause: null,
      observed: { podUid: 'u' },
    });

    await expect(
      store.saveProjection(seen, { phase: 'Failed', dueInMs: null }, [], fence),
    ).rejects.toThrow(StaleRecordError);
    await store.changeDesired(seen.id, () => stop);
    await expect(
      store.saveProjection(
        again,
        { phase: 'Running', dueInMs: null },
        [],
        fence,
      ),
    ).rejects.toThrow(StaleRecordError);

    clock.advance(3601_000);
    await leases.acquire('engine:local', 'another', 1_000);
    const current = (await store.get(seen.id))!;
    const event: NewTimelineEvent = {
      key: 'e',
      step: 'ready',
      state: 'succeeded',
    };
    await expect(
      store.saveProjection(current, { dueInMs: null }, [event], fence),
    ).rejects.toThrow(LeaseLostError);
    await expect(
      store.appendEvents(current.id, [event], fence),
    ).rejects.toThrow(LeaseLostError);
    await expect(store.remove(current.id, fence)).rejects.toThrow(
      LeaseLostError,
    );
    await expect(store.claimDue('local', 1, fence)).rejects.toThrow(
      LeaseLostError,
    );
    expect(await store.get(seen.id)).toMatchObject({
      version: current.version,
    });
  });

  it('writes an event once, cuts its texts, and keeps the last 500', async () => {
    const { store, create, fence } = await setup(context);
    const { id } = await create();
    const log: NewTimelineEvent = {
      key: 'boot:1',
      step: 'postCreateCommand',
      state: 'failed',
      tail: `${'x'.repeat(10_000)}\0end`,
      cause: { reason: 'CommandFailed', message: 'exit 1 \0' },
      durationMs: 12.4,
      at: Date.parse('2026-01-02T03:04:05Z'),
    };
    await store.appendEvents(id, [log, log], fence);
    await store.appendEvents(id, [log], fence);
    const [, event, ...others] = await store.timeline(id, { limit: 10 });
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      at: '2026-01-02T03:04:05.000Z',
      durationMs: 12,
      cause: { reason: 'CommandFailed' },
    });
    expect(event.tail).toHaveLength(4096);
    expect(event.tail).toMatch(/x\uFFFDend$/);

    const many = Array.from({ length: 300 }, (_, index) => index);
    const info = (key: string): NewTimelineEvent => ({
      key,
      step: 'open',
      state: 'info',
    });
    await store.appendEvents(
      id,
      many.map(index => info(`a${index}`)),
      fence,
    );
    await store.appendEvents(
      id,
      many.map(index => info(`b${index}`)),
      fence,
    );
    const kept = await store.timeline(id, { limit: 1000 });
    expect(kept).toHaveLength(500);
    expect(kept.at(-1)!.id - kept[0].id).toBe(499);
    await store.appendEvents('gone', [info('x')], fence);
  });

  it('knows the usual start of a component and class, also after the workspace is gone', async () => {
    const { store, create, fence } = await setup(context);
    const ready = (key: string, durationMs: number): NewTimelineEvent => ({
      key,
      step: 'ready',
      state: 'succeeded',
      durationMs,
    });
    const first = await create();
    await store.saveProjection(
      first,
      { dueInMs: null },
      [ready('r', 9_000)],
      fence,
    );
    await store.appendEvents(first.id, [ready('r', 9_000)], fence); // known already: does not count twice
    await store.remove(first.id, fence);
    const second = await create();
    await store.appendEvents(second.id, [ready('r1', 1_000)], fence);
    await store.appendEvents(second.id, [ready('r2', 5_000)], fence);
    const key = {
      componentRef: second.componentRef!,
      resourceClassName: 'small',
    };
    expect(
      await store.usualStarts([key, { ...key, resourceClassName: 'large' }]),
    ).toEqual(new Map([[startKey(key), 5_000]]));
    for (let index = 0; index < 20; index++) {
      await store.appendEvents(second.id, [ready(`n${index}`, 2_000)], fence);
    }
    expect((await store.usualStarts([key])).get(startKey(key))).toBe(2_000);
    expect(await store.usualStarts([])).toEqual(new Map());
  });

  it('notes use at most once a minute, and that alone is no new version', async () => {
    const { store, create, clock } = await setup(context);
    const { id } = await create();
    await store.touchActivity(id);
    const { lastUsedAt } = (await store.get(id))!;
    expect(lastUsedAt).not.toBeNull();
    clock.advance(59_000);
    await store.touchActivity(id);
    expect(await store.get(id)).toMatchObject({ lastUsedAt, version: 1 });
    clock.advance(2_000);
    await store.touchActivity(id);
    expect((await store.get(id))!.lastUsedAt).toBeGreaterThan(lastUsedAt!);
  });

  it('pages through all rows of a cluster', async () => {
    const { store, create } = await setup(context);
    const ids = (await Promise.all([create(), create(), create()]))
      .map(row => row.id)
      .sort();
    await create({ clusterName: 'elsewhere' });
    const page = await store.rowsOfCluster('local', { limit: 2 });
    expect(page.map(row => row.id)).toEqual(ids.slice(0, 2));
    const rest = await store.rowsOfCluster('local', {
      after: page[1].id,
      limit: 2,
    });
    expect(rest.map(row => row.id)).toEqual(ids.slice(2));
  });
});
