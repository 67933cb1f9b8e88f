import { mockServices } from '@backstage/backend-test-utils';
import { describeDatabases, type DatabaseContext } from '../testing/databases';
import type { OutgoingNotification } from '../workspaces';
import { putInOutbox } from '../workspaces/outbox';
import { NotificationSender, Outbox } from '.';

const notification = (key: string): OutgoingNotification => ({
  key,
  recipient: 'user:default/ada',
  title: 'payments was stopped',
  description: 'Nobody used it for 30 minutes.',
  link: '/workspaces/1',
  severity: 'normal',
  scope: 'cde:1:idle-stop',
});

async function setup({ migrated }: DatabaseContext) {
  const { database, clock } = await migrated();
  const service = { send: jest.fn(async () => {}) };
  const sender = (logger = mockServices.logger.mock()) =>
    new NotificationSender({ outbox: new Outbox(database), service, logger });
  const put = (...keys: string[]) =>
    database.transaction(trx =>
      putInOutbox(database, trx, keys.map(notification)),
    );
  const left = () =>
    database.read(knex =>
      knex('cde_outbox').whereNotNull('due_at').pluck('key'),
    );
  return { database, clock, service, sender, put, left };
}

describeDatabases('notifications', context => {
  it('are sent once, as they were written', async () => {
    const t = await setup(context);
    await t.put('a', 'b');
    await t.put('a');
    expect(await t.sender().drain()).toBe(2);
    expect(await t.sender().drain()).toBe(0);
    await t.put('a');
    expect(await t.sender().drain()).toBe(0);
    const { key, recipient, ...payload } = notification('a');
    expect(t.service.send.mock.calls).toEqual([
      [
        {
          recipients: { type: 'entity', entityRef: recipient },
          payload: { ...payload, topic: 'Workspaces' },
        },
      ],
      [expect.anything()],
    ]);
  });

  it('are sent by one of several replicas', async () => {
    const t = await setup(context);
    const keys = Array.from({ length: 60 }, (_, index) => `key-${index}`);
    await t.put(...keys);
    await Promise.all([
      t.sender().drain(),
      t.sender().drain(),
      t.sender().drain(),
    ]);
    expect(t.service.send).toHaveBeenCalledTimes(60);
    expect(await t.left()).toEqual([]);
  });

  it('wait longer and longer where they cannot be sent, and are told of once', async () => {
    const t = await setup(context);
    await t.put('a');
    const logger = mockServices.logger.mock();
    const sender = t.sender(logger);
    t.service.send.mockRejectedValue(new Error('404'));
    await sender.drain();
    expect(await sender.drain()).toBe(0);
    t.clock.advance(16_000);
    expect(await sender.drain()).toBe(1);
    t.clock.advance(16_000);
    expect(await sender.drain()).toBe(0);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    t.service.send.mockResolvedValue();
    t.clock.advance(3600_000);
    expect(await sender.drain()).toBe(1);
    expect(await t.left()).toEqual([]);
  });

  it('are given up in the end', async () => {
    const t = await setup(context);
    await t.put('a');
    t.service.send.mockRejectedValue(new Error('404'));
    const sender = t.sender();
    for (let tries = 0; tries < 40; tries += 1) {
      await sender.drain();
      t.clock.advance(3601_000);
    }
    expect(t.service.send).toHaveBeenCalledTimes(30);
    expect(await t.left()).toEqual([]);
  });

  it('come again after a process that was killed while it sent them', async () => {
    const t = await setup(context);
    await t.put('a');
    await new Outbox(t.database).claim(10);
    expect(await t.sender().drain()).toBe(0);
    t.clock.advance(61_000);
    expect(await t.sender().drain()).toBe(1);
  });

  it('are forgotten long after they were sent', async () => {
    const t = await setup(context);
    await t.put('a', 'b');
    const outbox = new Outbox(t.database);
    const [{ id }] = await outbox.claim(1);
    await outbox.done(id);
    t.clock.advance(31 * 24 * 3600_000);
    await outbox.purge();
    const kept = await t.database.read(knex => knex('cde_outbox').pluck('key'));
    expect(kept).toHaveLength(1);
  });
});
