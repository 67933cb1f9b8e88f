import { describeDatabases } from '../testing/databases';
import { DatabaseKeyStore } from './DatabaseKeyStore';
import { assertFence, DatabaseLeaseStore } from './DatabaseLeaseStore';
import { LeaseLostError } from './types';

describeDatabases('leases', ({ migrated }) => {
  it('belong to one holder until they expire by the database clock', async () => {
    const { database, clock } = await migrated();
    const leases = new DatabaseLeaseStore(database);
    const first = await leases.acquire('engine:local', 'a', 10_000);
    expect(first).toEqual({ name: 'engine:local', holder: 'a', epoch: 1 });
    expect(await leases.acquire('engine:local', 'b', 10_000)).toBeUndefined();
    expect(await leases.acquire('engine:other', 'b', 10_000)).toMatchObject({
      epoch: 1,
    });

    clock.advance(9_000);
    expect(await leases.renew(first!, 10_000)).toBe(true);
    clock.advance(9_000);
    expect(await leases.acquire('engine:local', 'b', 10_000)).toBeUndefined();
    clock.advance(2_000);
    expect(await leases.renew(first!, 10_000)).toBe(false);
    expect(await leases.acquire('engine:local', 'b', 10_000)).toMatchObject({
      holder: 'b',
      epoch: 2,
    });
    expect(await leases.renew(first!, 10_000)).toBe(false);
  });

  it('are free at once after their release, which a former holder cannot do', async () => {
    const { database, clock } = await migrated();
    const leases = new DatabaseLeaseStore(database);
    const first = await leases.acquire('l', 'a', 1_000);
    clock.advance(2_000);
    const second = await leases.acquire('l', 'b', 1_000);
    await leases.release(first!);
    expect(await leases.acquire('l', 'c', 1_000)).toBeUndefined();
    await leases.release(second!);
    expect(await leases.acquire('l', 'c', 1_000)).toMatchObject({ epoch: 3 });
  });

  it('go to exactly one of many that ask at once', async () => {
    const { database } = await migrated();
    const leases = new DatabaseLeaseStore(database);
    const holders = Array.from({ length: 20 }, (_, index) => `holder-${index}`);
    const fences = await Promise.all(
      holders.map(holder => leases.acquire('l', holder, 10_000)),
    );
    expect(fences.filter(Boolean)).toHaveLength(1);
  });

  it('refuse the writes of a holder that lost them', async () => {
    const { database, clock } = await migrated();
    const leases = new DatabaseLeaseStore(database);
    const stale = await leases.acquire('l', 'a', 1_000);
    await database.transaction(trx => assertFence(database, trx, stale!));
    clock.advance(1_001);
    await expect(
      database.transaction(trx => assertFence(database, trx, stale!)),
    ).rejects.toThrow(LeaseLostError);
    await leases.acquire('l', 'a', 1_000);
    await expect(
      database.transaction(trx => assertFence(database, trx, stale!)),
    ).rejects.toThrow(LeaseLostError);
  });
});

describeDatabases('keys', ({ migrated }) => {
  it('are made once, whoever asks first', async () => {
    const { database } = await migrated();
    const keys = new DatabaseKeyStore(database);
    const [first, ...others] = await Promise.all(
      Array.from({ length: 10 }, () => keys.getOrCreate('agent')),
    );
    expect(first).toHaveLength(32);
    others.forEach(other => expect(other.equals(first)).toBe(true));
    expect((await keys.getOrCreate('gateway')).equals(first)).toBe(false);
  });
});
