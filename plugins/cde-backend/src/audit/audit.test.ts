import type { AuditEntry } from '@backstage-cde/plugin-cde-common';
import { describeDatabases } from '../testing/databases';
import { boundedMeta } from './bounded';
import { DatabaseAuditJournal } from './DatabaseAuditJournal';
import { exportEntries } from './export';
import type { AuditMeta, NewAuditEntry } from './types';

const DAY_MS = 24 * 3600_000;
const entry = (overrides: Partial<NewAuditEntry> = {}): NewAuditEntry => ({
  actor: 'user:default/ada',
  act: 'workspace-stop',
  outcome: 'succeeded',
  ...overrides,
});

describe('what an entry tells', () => {
  it('is listed keys alone', () => {
    const meta = {
      grantee: 'user:default/bob',
      password: 'hunter2',
      parameters: { token: 'hunter2' },
    } as AuditMeta;
    expect(boundedMeta(meta)).toEqual({ grantee: 'user:default/bob' });
  });

  it('is short, whatever it is made of', () => {
    const long = 'x'.repeat(100_000);
    const meta: AuditMeta = {
      reason: long,
      note: [...Array(1000)].map(() => long),
      limits: Object.fromEntries(
        [...Array(1000)].map((_, index) => [`${index}${long}`, long]),
      ),
      role: 'use',
    };
    const kept = boundedMeta(meta);
    expect(JSON.stringify(kept).length).toBeLessThanOrEqual(2048);
    expect(kept).toMatchObject({ role: 'use' });
    expect(String(kept.reason)).toHaveLength(200);
  });
});

describeDatabases('the audit', ({ migrated }) => {
  it('keeps what every database can, and cuts it', async () => {
    const { database } = await migrated();
    const journal = new DatabaseAuditJournal(database);
    await journal.append(
      entry({
        actor: `user:default/${'é'.repeat(400)}`,
        reason: `\0 \ud800 ${'r'.repeat(5_000)}`,
        target: { kind: 'workspace', id: 'w1', name: '🙂'.repeat(300) },
        origin: { path: '/'.repeat(5_000), userAgent: 'a'.repeat(5_000) },
        meta: { note: '\0' },
      }),
    );
    const [kept] = await journal.list({}, { limit: 10 });
    expect(kept.reason).toHaveLength(500);
    expect(kept.actor.length).toBeLessThanOrEqual(255);
    expect(JSON.stringify(kept.origin).length).toBeLessThan(600);
  });

  it('is found by who, what, outcome, target, words and time, newest first and page by page', async () => {
    const { database, clock } = await migrated();
    const journal = new DatabaseAuditJournal(database);
    await journal.append(entry({ act: 'workspace-create' }));
    await journal.append(
      entry({ outcome: 'denied', reason: '100% no', actor: 'user:default/bob' }),
    );
    clock.advance(DAY_MS);
    await journal.append(
      entry({
        target: { kind: 'workspace', id: 'w1', name: 'Payments main' },
        meta: { grantee: 'group:default/guild' },
      }),
    );
    const acts = async (filter: Parameters<typeof journal.list>[0]) =>
      (await journal.list(filter, { limit: 10 })).map(({ id }) => id);
    const [third, second, first] = await acts({});
    expect(first).toBeLessThan(second);
    expect(await acts({ actor: 'user:default/bob' })).toEqual([second]);
    expect(await acts({ act: 'workspace-create' })).toEqual([first]);
    expect(await acts({ outcome: 'denied' })).toEqual([second]);
    expect(await acts({ target: 'w1' })).toEqual([third]);
    expect(await acts({ search: 'payments GUILD' })).toEqual([third]);
    expect(await acts({ search: '100%' })).toEqual([second]);
    expect(await acts({ search: '%' })).toEqual([second]);
    const [{ at }] = await journal.list({}, { limit: 1 });
    expect(await acts({ from: at })).toEqual([third]);
    expect(
      await acts({ to: new Date(Date.parse(at) - 1).toISOString() }),
    ).toEqual([second, first]);
    const page = await journal.list({}, { before: third, limit: 1 });
    expect(page.map(({ id }) => id)).toEqual([second]);
  });

  it('forgets what is old', async () => {
    const { database, clock } = await migrated();
    const journal = new DatabaseAuditJournal(database);
    await journal.append(entry({ act: 'workspace-create' }));
    clock.advance(90 * DAY_MS + 1);
    await journal.append(entry());
    expect(await journal.purge(90 * DAY_MS)).toBe(1);
    expect(await journal.list({}, { limit: 10 })).toMatchObject([
      { act: 'workspace-stop' },
    ]);
  });
});

describe('an export', () => {
  const pages = async function* pages(): AsyncGenerator<AuditEntry[]> {
    yield [
      {
        ...entry({
          reason: '=HYPERLINK("http://evil.example","click")',
          target: { kind: 'workspace', id: 'w1', name: 'a, "b"\nc' },
        }),
        id: 2,
        at: '2026-11-22T10:00:00.000Z',
        meta: undefined,
      },
    ];
    yield [];
  };
  const text = async (format: 'csv' | 'ndjson') => {
    let all = '';
    for await (const part of exportEntries(pages(), format)) all += part;
    return all;
  };

  it('is CSV that no spreadsheet takes for formulas', async () => {
    const [title, ...rest] = (await text('csv')).split('\r\n');
    expect(title).toMatch(/^id,at,actor,act,outcome,target kind/);
    expect(rest.join('|')).toContain(
      `2,2026-11-22T10:00:00.000Z,user:default/ada,workspace-stop,succeeded,workspace,w1,"a, ""b""\nc","'=HYPERLINK(""http://evil.example"",""click"")"`,
    );
  });

  it('is one JSON document a line', async () => {
    expect(JSON.parse((await text('ndjson')).trim())).toMatchObject({
      id: 2,
      target: { name: 'a, "b"\nc' },
    });
  });
});
