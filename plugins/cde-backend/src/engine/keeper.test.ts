import { randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  AgentNotice,
  EffectivePolicy,
} from '@backstage-cde/plugin-cde-common';
import { DAY_MS, DEFAULT_POLICY, HOUR_MS, MINUTE_MS } from '../policies';
import { describeDatabases, type DatabaseContext } from '../testing/databases';
import { newWorkspace, queued } from '../testing/workspaces';
import {
  DatabaseLeaseStore,
  DatabaseWorkspaceStore,
  decideStop,
  type Fence,
  LeaseLostError,
} from '../workspaces';
import { Keeper, type PolicyHooks, policyLookIn } from './keeper';

const HOLDERS = ['one', 'two'] as const;

/** Stands in for the agents of all workspaces. */
class FakeAgent {
  /** What it answers; an error: it cannot be reached. */
  answer: { busy: boolean; inactiveMs: number; kept?: string[] } | Error = {
    busy: false,
    inactiveMs: DAY_MS,
  };
  asked = 0;
  reachable = true;
  notices: AgentNotice[] = [];
  /** While the engine waits for the answer. */
  meanwhile?: () => Promise<void>;

  isReachable() {
    return this.reachable;
  }

  async activity() {
    this.asked += 1;
    await this.meanwhile?.();
    if (this.answer instanceof Error) throw this.answer;
    return { reasons: [], lastActiveAt: '', ...this.answer };
  }

  async notify(_: unknown, notice: AgentNotice) {
    if (this.answer instanceof Error) throw this.answer;
    this.notices.push(notice);
  }
}

async function setup(
  { migrated }: DatabaseContext,
  options: {
    policy?: Partial<EffectivePolicy>;
    hooks?: Partial<PolicyHooks>;
  } = {},
) {
  const { database, clock } = await migrated();
  const store = new DatabaseWorkspaceStore(database);
  const leases = new DatabaseLeaseStore(database);
  const agent = new FakeAgent();
  const acted: string[] = [];
  const workspace = newWorkspace();
  const policy = { ...DEFAULT_POLICY, ...options.policy };
  workspace.spec.template = { policy } as never;
  await store.create(workspace, queued);
  const { id } = workspace;

  /** An engine that holds the lease from now on, as after a restart. */
  const engine = async (holder: string = 'one', heardBefore = true) => {
    const fence = (await leases.acquire('engine:local', holder, 400 * DAY_MS))!;
    const keeper = new Keeper({
      store,
      agent,
      fence,
      logger: mockServices.logger.mock(),
      hooks: {
        admins: ['group:default/platform'],
        acted: async (_, act) => void acted.push(act),
        ...options.hooks,
      },
      since: heardBefore ? 0 : await store.clock(),
    });
    return { keeper, fence };
  };
  /** One round of an engine: the rows that are due, and when they are due again. */
  const round = async ({ keeper, fence }: { keeper: Keeper; fence: Fence }) => {
    const due = await store.claimDue('local', 10, fence);
    for (const { id: dueId } of due) {
      const found = (await store.get(dueId))!;
      const { row, view } = await keeper.look(found);
      const phase =
        row.desired === 'running' ? 'Running' : ('Stopped' as const);
      await store.saveProjection(
        row,
        {
          phase: row.desired === 'deleted' ? 'Deleting' : phase,
          dueInMs: policyLookIn({ ...row, phase }, view),
        },
        [],
        fence,
      );
    }
    return due.length;
  };
  const steps = async () =>
    (await store.timeline(id, { limit: 100 })).map(({ step, state, cause }) =>
      [step, state, cause?.reason].filter(Boolean).join(' '),
    );
  const outbox = () =>
    database.read(knex => knex('cde_outbox').orderBy('id').pluck('key'));
  const state = async () => (await store.get(id))?.desired;
  return {
    database,
    clock,
    store,
    leases,
    agent,
    acted,
    id,
    engine,
    round,
    steps,
    outbox,
    state,
  };
}

describeDatabases('policies in the queue of the engine', context => {
  it('idle: warns, tells the IDE, and stops', async () => {
    const t = await setup(context);
    const engine = await t.engine();
    expect(await t.round(engine)).toBe(1);
    t.clock.advance(24 * MINUTE_MS);
    expect(await t.round(engine)).toBe(0);
    t.clock.advance(MINUTE_MS + 1_000);
    expect(await t.round(engine)).toBe(1);
    expect(await t.state()).toBe('running');
    expect(t.agent.notices).toEqual([
      expect.objectContaining({ keep: true, message: expect.any(String) }),
    ]);
    expect(await t.round(engine)).toBe(0);
    t.clock.advance(5 * MINUTE_MS);
    expect(await t.round(engine)).toBe(1);
    expect(await t.state()).toBe('stopped');
    expect(await t.steps()).toEqual([
      'queued succeeded',
      'policy info IdleStopAhead',
      'policy succeeded IdleStop',
    ]);
    expect(await t.outbox()).toHaveLength(2);
    expect(t.acted).toEqual(['idle-stop']);
  });

  it('reads only rows that are due, by the index', async () => {
    const t = await setup(context);
    const { id: _, ...columns } = await t.database.read(knex =>
      knex('cde_workspaces').where({ id: t.id }).first(),
    );
    await t.database.transaction(async trx => {
      for (let batch = 0; batch < 40; batch += 1) {
        const others = Array.from({ length: 25 }, () => ({
          ...columns,
          id: randomUUID(),
          name: randomUUID(),
          spec: '{}',
        }));
        await trx('cde_workspaces').insert(others);
      }
    });
    const engine = await t.engine();
    await t.database.read(knex =>
      knex('cde_workspaces')
        .whereNot({ id: t.id })
        .update({ next_due_at: t.database.now(DAY_MS) }),
    );
    expect(await t.round(engine)).toBe(1);
    const plan = await t.database.read(async knex => {
      const statements: Array<{ sql: string; bindings: unknown[] }> = [];
      const listen = (statement: (typeof statements)[number]) =>
        statements.push(statement);
      knex.on('query', listen);
      await t.store.claimDue('local', 200, engine.fence);
      knex.removeListener('query', listen);
      const { sql, bindings } = statements.find(({ sql: text }) =>
        text.includes('order by'),
      )!;
      const values = bindings.values();
      const filled = sql.replaceAll(/\?|\$\d+/g, () =>
        `'${values.next().value}'`.replace(/^'(\d+)'$/, '$1'),
      );
      const isPostgres = knex.client.config.client === 'pg';
      if (isPostgres) await knex.raw('analyze cde_workspaces');
      const explain = isPostgres ? 'explain' : 'explain query plan';
      return JSON.stringify(await knex.raw(`${explain} ${filled}`));
    });
    expect(plan).toContain('cde_workspaces_due_idx');
    expect(plan).not.toMatch(/Seq Scan|SCAN cde_workspaces/);
  });

  it('a command that runs keeps it, and nobody is warned', async () => {
    const t = await setup(context);
    const engine = await t.engine();
    await t.round(engine);
    t.agent.answer = { busy: true, inactiveMs: 0 };
    for (let minutes = 0; minutes < 120; minutes += 10) {
      t.clock.advance(10 * MINUTE_MS);
      await t.round(engine);
    }
    expect(await t.state()).toBe('running');
    expect(await t.steps()).toEqual(['queued succeeded']);
    // Asked about once in the time that it may be idle, and not more.
    expect(t.agent.asked).toBeLessThan(6);
  });

  it('what the agent saw last counts from then on', async () => {
    const t = await setup(context);
    const engine = await t.engine();
    await t.round(engine);
    t.clock.advance(25 * MINUTE_MS + 1_000);
    t.agent.answer = { busy: false, inactiveMs: 10 * MINUTE_MS };
    await t.round(engine);
    const { lastUsedAt, readAt } = (await t.store.get(t.id))!;
    expect((readAt - lastUsedAt!) / MINUTE_MS).toBeCloseTo(10, 0);
    t.clock.advance(14 * MINUTE_MS);
    expect(await t.round(engine)).toBe(0);
    expect(await t.steps()).toEqual(['queued succeeded']);
  });

  it('"keep running" in the IDE puts a scheduled stop off', async () => {
    const t = await setup(context, {
      policy: {
        idleMs: null,
        maxIdleMs: null,
        schedule: {
          timeZone: 'UTC',
          days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
          stop: '18:00',
        },
      },
    });
    const engine = await t.engine();
    await t.round(engine);
    const { nextDueAt, readAt } = (await t.store.get(t.id))!;
    t.clock.advance(nextDueAt! - readAt);
    await t.round(engine);
    const [notice] = t.agent.notices;
    t.agent.answer = { busy: false, inactiveMs: 0, kept: [notice.id] };
    t.clock.advance(15 * MINUTE_MS + 1_000);
    await t.round(engine);
    expect(await t.state()).toBe('running');
    expect(await t.steps()).toEqual([
      'queued succeeded',
      'policy info ScheduledStopAhead',
      'policy info',
    ]);
    t.clock.advance(46 * MINUTE_MS);
    await t.round(engine);
    t.clock.advance(15 * MINUTE_MS);
    await t.round(engine);
    expect(await t.state()).toBe('stopped');
  });

  it('activity while the engine decides wins', async () => {
    const t = await setup(context);
    const engine = await t.engine();
    await t.round(engine);
    t.clock.advance(25 * MINUTE_MS + 1_000);
    await t.round(engine);
    t.clock.advance(5 * MINUTE_MS);
    t.agent.meanwhile = () => t.store.touchActivity(t.id);
    await t.round(engine);
    expect(await t.state()).toBe('running');
    expect(t.acted).toEqual([]);
  });

  it('its owner, who stops it meanwhile, wins', async () => {
    const t = await setup(context);
    const engine = await t.engine();
    await t.round(engine);
    t.clock.advance(25 * MINUTE_MS + 1_000);
    await t.round(engine);
    t.clock.advance(5 * MINUTE_MS);
    t.agent.meanwhile = async () => {
      await t.store.changeDesired(t.id, row => decideStop(row, 'user:x/ada'));
    };
    await t.round(engine).catch(() => undefined);
    expect((await t.steps()).at(-1)).toBe('stop started');
    expect(t.acted).toEqual([]);
  });

  it('does not stop on doubt at once, and not never', async () => {
    const t = await setup(context);
    const engine = await t.engine();
    await t.round(engine);
    t.agent.answer = new Error('no route');
    t.clock.advance(25 * MINUTE_MS + 1_000);
    await t.round(engine);
    t.clock.advance(5 * MINUTE_MS);
    await t.round(engine);
    expect(await t.state()).toBe('running');
    expect(await t.round(engine)).toBe(0);
    t.clock.advance(6 * MINUTE_MS);
    await t.round(engine);
    expect(await t.state()).toBe('stopped');
  });

  it('waits longer where the whole cluster does not answer', async () => {
    const t = await setup(context);
    const engine = await t.engine();
    await t.round(engine);
    t.agent.answer = new Error('no route');
    t.agent.reachable = false;
    for (let hour = 0; hour < 5; hour += 1) {
      t.clock.advance(HOUR_MS);
      await t.round(engine);
    }
    expect(await t.state()).toBe('running');
    t.clock.advance(25 * HOUR_MS);
    await t.round(engine);
    expect(await t.state()).toBe('stopped');
  });

  it('after an outage nothing is stopped at once', async () => {
    const t = await setup(context);
    await t.round(await t.engine());
    t.clock.advance(10 * HOUR_MS);
    const after = await t.engine('one', false);
    await t.round(after);
    expect(await t.steps()).toEqual(['queued succeeded']);
    t.clock.advance(25 * MINUTE_MS + 1_000);
    await t.round(after);
    expect(await t.state()).toBe('running');
    t.clock.advance(5 * MINUTE_MS);
    await t.round(after);
    expect(await t.state()).toBe('stopped');
  });

  it('killed at any moment, the next engine goes on, and nothing is told twice', async () => {
    const t = await setup(context);
    const killed = () => Promise.reject(new Error('killed'));
    await t.round(await t.engine());
    for (const minutes of [25.1, 5, 0, 60 * 24 * 5, 60 * 24 * 2]) {
      t.clock.advance(minutes * MINUTE_MS);
      // Killed before anything, after the change was written, and before it was planned again.
      const first = await t.engine();
      await t.store.claimDue('local', 10, first.fence);
      t.clock.advance(31_000);
      const second = await t.engine();
      const save = jest
        .spyOn(t.store, 'saveProjection')
        .mockImplementation(killed);
      await t.round(second).catch(() => undefined);
      save.mockRestore();
      t.clock.advance(31_000);
      await t.round(await t.engine());
    }
    const steps = await t.steps();
    expect(steps).toEqual([
      'queued succeeded',
      'policy info IdleStopAhead',
      'policy succeeded IdleStop',
      'policy info RetentionOverAhead',
      'policy succeeded RetentionOver',
    ]);
    expect(await t.outbox()).toHaveLength(4);
    expect(await t.state()).toBe('deleted');
  });

  it('writes all of an act or nothing of it', async () => {
    const t = await setup(context);
    const engine = await t.engine();
    await t.round(engine);
    t.clock.advance(25 * MINUTE_MS + 1_000);
    await t.database.read(knex =>
      knex.schema.renameTable('cde_outbox', 'cde_outbox_away'),
    );
    await expect(t.round(engine)).rejects.toThrow(/cde_outbox/);
    expect(await t.steps()).toEqual(['queued succeeded']);
    expect((await t.store.get(t.id))!.observed.policy).toBeUndefined();
    await t.database.read(knex =>
      knex.schema.renameTable('cde_outbox_away', 'cde_outbox'),
    );
    t.clock.advance(31_000);
    await t.round(engine);
    expect(await t.outbox()).toHaveLength(1);
  });

  it('two replicas never act twice', async () => {
    const t = await setup(context);
    await t.round(await t.engine());
    const old = await t.engine(HOLDERS[0]);
    t.clock.advance(25 * MINUTE_MS + 1_000);
    await t.round(old);
    t.clock.advance(5 * MINUTE_MS);
    const row = (await t.store.get(t.id))!;
    await t.leases.release(old.fence);
    const next = await t.engine(HOLDERS[1]);
    const results = await Promise.allSettled([
      old.keeper.look(row),
      next.keeper.look(row),
      next.keeper.look(row),
    ]);
    expect(results[0]).toMatchObject({
      status: 'rejected',
      reason: expect.any(LeaseLostError),
    });
    expect(t.acted).toEqual(['idle-stop']);
    expect(await t.steps()).toEqual([
      'queued succeeded',
      'policy info IdleStopAhead',
      'policy succeeded IdleStop',
    ]);
    expect(await t.outbox()).toHaveLength(2);
  });
});

describeDatabases('scheduled starts', context => {
  const policy = {
    schedule: {
      timeZone: 'UTC',
      days: [
        'mon' as const,
        'tue' as const,
        'wed' as const,
        'thu' as const,
        'fri' as const,
        'sat' as const,
        'sun' as const,
      ],
      start: '08:00',
    },
  };
  const untilStart = async (t: Awaited<ReturnType<typeof setup>>) => {
    const engine = await t.engine();
    await t.store.changeDesired(t.id, row => decideStop(row, 'user:x/ada'));
    await t.round(engine);
    const { nextDueAt, readAt } = (await t.store.get(t.id))!;
    t.clock.advance(nextDueAt! - readAt + 10);
    return engine;
  };

  it('start a new run, with what a start changes', async () => {
    const t = await setup(context, {
      policy,
      hooks: { beforeStart: async () => ({ templateRevision: 7 }) },
    });
    const engine = await untilStart(t);
    await t.round(engine);
    expect(await t.store.get(t.id)).toMatchObject({
      desired: 'running',
      run: 2,
      templateRevision: 7,
    });
    expect((await t.steps()).slice(-2)).toEqual([
      'queued succeeded',
      'policy succeeded ScheduledStart',
    ]);
  });

  it('refused by a quota: told once, and tried again the next day', async () => {
    const admit = jest.fn(async () => {
      throw new ConflictError('too many workspaces run');
    });
    const t = await setup(context, {
      policy,
      hooks: { admission: async () => ({ admit }) },
    });
    const engine = await untilStart(t);
    for (let minute = 0; minute < 30; minute += 1) {
      await t.round(engine);
      t.clock.advance(MINUTE_MS);
    }
    expect(admit).toHaveBeenCalledTimes(1);
    expect(await t.state()).toBe('stopped');
    expect((await t.steps()).slice(-1)).toEqual([
      'policy failed ScheduledStartRefused',
    ]);
    expect(await t.outbox()).toHaveLength(1);
    t.clock.advance(DAY_MS);
    await t.round(engine);
    expect(admit).toHaveBeenCalledTimes(2);
  });

  it('tries again soon where something did not work', async () => {
    const beforeStart = jest
      .fn()
      .mockRejectedValueOnce(new Error('database is away'))
      .mockResolvedValue({});
    const t = await setup(context, { policy, hooks: { beforeStart } });
    const engine = await untilStart(t);
    await t.round(engine);
    expect(await t.round(engine)).toBe(0);
    expect(await t.steps()).toEqual(['queued succeeded', 'stop started']);
    t.clock.advance(61_000);
    await t.round(engine);
    expect(await t.state()).toBe('running');
  });
});
