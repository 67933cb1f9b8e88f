import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import type { AuditMeta, NewAuditEntry } from '../audit';
import { AuditLog } from './AuditLog';
import type { Caller } from './types';

const ADA = 'user:default/ada';

function setup() {
  const rows: NewAuditEntry[] = [];
  const journal = {
    broken: false,
    append: async (entry: NewAuditEntry) => {
      if (journal.broken) throw new Error('the disk is full');
      rows.push(entry);
    },
  };
  const event = { success: jest.fn(), fail: jest.fn() };
  const auditor = mockServices.auditor.mock({
    createEvent: jest.fn(async () => event),
  });
  const logger = mockServices.logger.mock();
  const time = { now: 0 };
  const audit = new AuditLog({
    auditor,
    journal,
    logger,
    now: () => time.now,
  });
  const caller = {
    credentials: mockCredentials.user(ADA),
    request: {
      ip: '10.1.2.3',
      method: 'POST',
      originalUrl: '/api/cde/workspaces?search=private',
      get: () => 'Browser/1',
    },
  } as unknown as Caller;
  return { audit, rows, journal, auditor, event, logger, time, caller };
}

describe('AuditLog', () => {
  it('tells who did what to what, from where, and how it went', async () => {
    const { audit, rows, event, caller } = setup();
    const result = await audit.record(
      'workspace-create',
      caller,
      { component: 'component:default/x' },
      async () => ({ result: 7, meta: { workspaceId: 'w1' } }),
    );
    expect(result).toBe(7);
    expect(rows).toEqual([
      {
        actor: ADA,
        act: 'workspace-create',
        outcome: 'succeeded',
        target: { kind: 'workspace', id: 'w1' },
        origin: {
          ip: '10.1.2.3',
          userAgent: 'Browser/1',
          method: 'POST',
          path: '/api/cde/workspaces',
        },
        meta: { component: 'component:default/x' },
      },
    ]);
    expect(event.success).toHaveBeenCalledWith({
      meta: { component: 'component:default/x', workspaceId: 'w1' },
    });
  });

  it('tells which limit was set, and for whom', async () => {
    const { audit, rows, caller } = setup();
    const set = (meta: AuditMeta) =>
      audit.record('quota-set', caller, meta, async () => ({ result: 1 }));
    const limits = { running: 1 };
    await set({ kind: 'user', per: 'total', target: ADA, limits });
    await set({ kind: 'everyone', per: 'each', limits: {} });
    expect(rows.map(({ target }) => target)).toEqual([
      { kind: 'quota', id: `user total ${ADA}`, name: ADA },
      { kind: 'quota', id: 'everyone each everyone', name: 'everyone' },
    ]);
  });

  it('tells denials from failures', async () => {
    const { audit, rows, event, caller } = setup();
    for (const error of [new NotAllowedError('no'), new Error('broken')]) {
      await expect(
        audit.record('workspace-stop', caller, {}, async () => {
          throw error;
        }),
      ).rejects.toBe(error);
    }
    expect(rows).toMatchObject([
      { outcome: 'denied', reason: 'no' },
      { outcome: 'failed', reason: 'broken' },
    ]);
    expect(event.fail).toHaveBeenCalledTimes(2);
  });

  it('undoes nothing where it cannot be written, but says so and counts', async () => {
    const { audit, journal, event, logger, caller } = setup();
    journal.broken = true;
    event.success.mockRejectedValue(new Error('no auditor'));
    const done = await audit.record('quota-set', caller, {}, async () => ({
      result: 'done',
    }));
    expect(done).toBe('done');
    expect(audit.lost).toBe(1);
    expect(logger.error).toHaveBeenCalledTimes(2);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('the disk is full'),
    );
  });

  it('lists sixty refusals of a user in a minute, and then how many there were', async () => {
    const { audit, rows, event, time, caller } = setup();
    const refuse = () =>
      audit
        .record('workspace-read', caller, {}, async () => {
          throw new NotAllowedError('no');
        })
        .catch(() => undefined);
    for (let index = 0; index < 100; index++) await refuse();
    expect(rows).toHaveLength(60);
    expect(event.fail).toHaveBeenCalledTimes(100);
    // What succeeds is always listed.
    await audit.record('workspace-stop', caller, {}, async () => ({
      result: 1,
    }));
    expect(rows).toHaveLength(61);
    time.now += 60_000;
    await refuse();
    expect(rows.at(-1)).toMatchObject({ meta: { earlierNotListed: 40 } });
  });

  it('tells what the portal does by itself', async () => {
    const { audit, rows } = setup();
    await audit.recordSystem('idle-stop', {
      workspaceId: 'w1',
      reason: 'idle for 30 minutes',
    });
    await audit.recordSystem('idle-stop', {}, { error: new Error('stale') });
    expect(rows).toEqual([
      {
        actor: 'system',
        act: 'idle-stop',
        outcome: 'succeeded',
        target: { kind: 'workspace', id: 'w1' },
        reason: 'idle for 30 minutes',
        meta: {},
      },
      {
        actor: 'system',
        act: 'idle-stop',
        outcome: 'failed',
        reason: 'stale',
        meta: {},
      },
    ]);
  });
});
