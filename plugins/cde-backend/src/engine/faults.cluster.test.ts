import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import { decideDelete } from '../workspaces';
import { withClusterStatus } from './waiting';
import { Bench, eventually } from './testing/bench';
import { type Fault, FaultProxy, type SeenRequest } from './testing/faultProxy';

const PASS: Fault = { type: 'pass' };

/** The fault for the first so many requests that fit; then all pass. */
function times(
  count: number,
  fits: (request: SeenRequest) => boolean,
  fault: Fault,
) {
  let left = count;
  return (request: SeenRequest): Fault => {
    if (left === 0 || !fits(request)) return PASS;
    left -= 1;
    return fault;
  };
}

const creates = (plural: string) => (request: SeenRequest) =>
  request.method === 'POST' && new RegExp(`/${plural}\\?`).test(request.url);

describeCluster('The engine when the API server misbehaves', cluster => {
  const namespace = testNamespace('faults');
  const bench = new Bench(namespace.name);
  let proxy: FaultProxy;

  const status = () => bench.engine!.clusters.status('local');
  const connected = () =>
    eventually(
      async () => status()?.state === 'connected',
      30_000,
      () => JSON.stringify(status()),
    );
  const count = async (plural: string) => (await namespace.list(plural)).length;
  const there = async () => [
    await count('pods'),
    await count('persistentvolumeclaims'),
  ];
  /** Counts of pods and volumes when it is up, and when it was removed. */
  const lifeOf = async (id: string) => {
    await bench.untilPhase(id, 'Running', 90_000);
    const up = await there();
    await bench.change(id, decideDelete);
    await bench.untilGone(id);
    return { up, gone: await there() };
  };
  const ONCE = { up: [1, 1], gone: [0, 0] };

  beforeAll(async () => {
    await namespace.create(cluster);
    proxy = await FaultProxy.start(cluster.portalKubeconfigPath);
    await bench.open();
    await bench.start({ kubeconfigPath: proxy.kubeconfigPath });
    await connected();
  });
  beforeEach(() => {
    proxy.rule = () => PASS;
    proxy.requests.length = 0;
  });
  afterAll(async () => {
    await bench.close();
    await proxy.stop();
    await namespace.remove();
  });

  it('429: waits as long as it is told', async () => {
    proxy.rule = times(1, creates('pods'), {
      type: 'answer',
      status: 429,
      headers: { 'retry-after': '2' },
    });
    const id = await bench.create();
    const waiting = await bench.until(id, row => row.cause);
    expect(waiting.cause).toMatchObject({ reason: 'ApiServerBusy' });
    expect(waiting.nextDueAt! - waiting.readAt).toBeGreaterThan(1000);
    expect(await lifeOf(id)).toEqual(ONCE);
    expect(proxy.count('POST', /\/pods\?/)).toBe(2);
  });

  it('500: tries again', async () => {
    proxy.rule = times(3, request => request.method === 'PATCH', {
      type: 'answer',
      status: 500,
    });
    expect(await lifeOf(await bench.create())).toEqual(ONCE);
  });

  it.each(['persistentvolumeclaims', 'pods'])(
    'an answer that was lost: finds what it made of %s',
    async plural => {
      proxy.rule = times(1, creates(plural), { type: 'lose' });
      expect(await lifeOf(await bench.create())).toEqual(ONCE);
    },
  );

  it('a connection that is cut: tries again', async () => {
    proxy.rule = times(2, creates('pods'), { type: 'cut' });
    expect(await lifeOf(await bench.create())).toEqual(ONCE);
  });

  it('a stale cache: never a second pod', async () => {
    proxy.silenceWatches();
    proxy.rule = times(1, creates('pods'), { type: 'lose' });
    const id = await bench.create();
    await eventually(
      async () => proxy.count('POST', /\/pods\?/) === 2,
      30_000,
      () => JSON.stringify(proxy.requests),
    );
    proxy.closeWatches();
    expect(await lifeOf(id)).toEqual(ONCE);
  });

  it('deletes that fail are repeated until nothing is left', async () => {
    const id = await bench.create();
    await bench.untilPhase(id, 'Running');
    proxy.rule = times(3, request => request.method === 'DELETE', {
      type: 'answer',
      status: 503,
    });
    await bench.change(id, decideDelete);
    await bench.untilGone(id);
    expect([
      await count('pods'),
      await count('persistentvolumeclaims'),
    ]).toEqual([0, 0]);
  });

  it('the API server away: says so, keeps the last state, goes on by itself', async () => {
    const running = await bench.create();
    await bench.untilPhase(running, 'Running');
    await proxy.down();
    await eventually(
      async () => status()?.state === 'unreachable',
      20_000,
      () => JSON.stringify(status()),
    );
    const shown = withClusterStatus((await bench.get(running))!, status());
    expect(shown).toMatchObject({
      phase: 'Unknown',
      cause: { reason: 'ClusterUnreachable' },
    });

    const asked = await bench.create();
    const waiting = await bench.until(asked, row => row.cause);
    expect(waiting).toMatchObject({
      phase: 'Pending',
      cause: { reason: 'ClusterUnreachable', cure: expect.any(String) },
    });
    await bench.change(running, decideDelete);

    proxy.requests.length = 0;
    await proxy.up();
    await bench.untilPhase(asked, 'Running');
    await bench.untilGone(running);
    expect(await bench.steps(asked)).toEqual(
      expect.arrayContaining(['cluster started', 'cluster succeeded']),
    );
    // One look at each kind when it is back, no list of everything again.
    expect(
      proxy.requests.filter(
        request => request.method === 'GET' && /limit=500/.test(request.url),
      ),
    ).toEqual([]);
    await bench.change(asked, decideDelete);
    await bench.untilGone(asked);
  });
});
