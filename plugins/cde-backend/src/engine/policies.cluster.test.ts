import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_POLICY } from '../policies';
import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import type { WorkspaceSpec } from '../workspaces';
import { Bench, eventually } from './testing/bench';
import { type HarnessOptions, openStores } from './testing/harness';
import { testSpec } from './testing/settings';

const MINUTE_MS = 60_000;
const IDLE_MS = 10 * MINUTE_MS;

describeCluster(
  'Policies with real pods, a moved clock and kill -9',
  cluster => {
    const namespace = testNamespace('policies');
    const bench = new Bench(namespace.name);
    const clockFile = path.join(bench.folder, 'clock');
    const children = new Set<ChildProcess>();
    let offset = 0;

    /** Leases go along, so that an engine does not take the jump for an outage. */
    async function advance(ms: number): Promise<void> {
      await bench.stores.knex('cde_leases').increment('expires_at', ms);
      offset += ms;
      writeFileSync(`${clockFile}.new`, String(offset));
      renameSync(`${clockFile}.new`, clockFile);
    }

    async function engine(): Promise<ChildProcess> {
      const options: HarnessOptions = {
        database: bench.database,
        kubeconfigPath: cluster.portalKubeconfigPath,
        instance: bench.instance,
        namespace: namespace.name,
        clockFile,
      };
      const { NODE_OPTIONS: _, ...env } = process.env;
      const child = spawn(
        process.execPath,
        [
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
          path.join(__dirname, 'testing/harness.ts'),
          JSON.stringify(options),
        ],
        { env, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      children.add(child);
      child.once('exit', () => children.delete(child));
      await once(child.stdout!, 'data');
      return child;
    }

    async function kill(child: ChildProcess): Promise<void> {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }

    const spec = (
      plan: Partial<WorkspaceSpec['plan']> = {},
    ): WorkspaceSpec => ({
      ...testSpec({ plan }),
      template: {
        ...NO_TEMPLATE,
        policy: { ...DEFAULT_POLICY, idleMs: IDLE_MS },
      },
    });
    const policySteps = async (id: string) =>
      (await bench.stores.store.timeline(id, { limit: 1000 }))
        .filter(({ step }) => step === 'policy')
        .map(({ cause }) => cause?.reason);
    /** Moves the clock on, a minute for each of the engine's ticks, until something is so. */
    const advanceUntil = async (check: () => Promise<boolean>) => {
      for (let minute = 0; minute < 60 && !(await check()); minute += 1) {
        await advance(MINUTE_MS);
        await sleep(1_000);
      }
      await eventually(check, 30_000, () => 'it did not come about');
    };

    beforeAll(async () => {
      writeFileSync(clockFile, '0');
      await namespace.create(cluster);
      bench.stores = await openStores(bench.database, () => offset);
    });
    afterAll(async () => {
      for (const child of children) await kill(child);
      await bench.close();
      await namespace.remove();
    });

    it('a command that runs keeps the workspace; what is idle stops, also after a kill', async () => {
      const first = await engine();
      const busy = await bench.create({
        name: 'busy',
        spec: spec({
          lifecycle: { postStartCommand: [{ name: '', run: 'sleep 100000' }] },
        }),
      });
      const idle = await bench.create({ name: 'idle', spec: spec() });
      await bench.untilPhase(busy, 'Running', 90_000);
      await bench.untilPhase(idle, 'Running', 90_000);
      const { podUid } = (await bench.get(busy))!.observed;

      await advanceUntil(async () => (await policySteps(idle)).length > 0);
      expect(await policySteps(idle)).toEqual(['IdleStopAhead']);
      await kill(first);
      await advance(20 * MINUTE_MS);
      expect((await bench.get(idle))!.desired).toBe('running');

      // Two of them now, of which one acts.
      await engine();
      await engine();
      await advanceUntil(
        async () => (await bench.get(idle))!.desired === 'stopped',
      );
      await bench.untilPhase(idle, 'Stopped', 90_000);
      expect((await policySteps(idle)).slice(-2)).toEqual([
        'IdleStopAhead',
        'IdleStop',
      ]);
      expect(
        (await policySteps(idle)).filter(reason => reason === 'IdleStop'),
      ).toHaveLength(1);
      expect(await policySteps(busy)).toEqual([]);
      expect((await bench.get(busy))!).toMatchObject({
        desired: 'running',
        phase: 'Running',
        observed: { podUid },
      });
      const pods = await namespace.list('pods');
      expect(pods.map(({ metadata }) => metadata.uid)).toEqual([podUid]);
    });

    it('what stays stopped is deleted with its volume, after a warning', async () => {
      const [idle] = await bench.stores
        .knex('cde_workspaces')
        .where({ name: 'idle' })
        .pluck('id');
      await advance(5 * 24 * 60 * MINUTE_MS);
      await eventually(
        async () => (await policySteps(idle)).includes('RetentionOverAhead'),
        30_000,
        () => 'no warning',
      );
      expect(await bench.get(idle)).toBeDefined();
      await advance(2 * 24 * 60 * MINUTE_MS + MINUTE_MS);
      await bench.untilGone(idle, 90_000);
      await eventually(
        async () =>
          (await namespace.list('persistentvolumeclaims')).length === 1,
        60_000,
        () => 'the volume is left',
      );
    });
  },
);

const NO_TEMPLATE = {
  environment: {},
  secrets: [],
  sidecars: [],
  scheduling: {},
  privileged: false,
  manifests: [],
  resourceClasses: ['small'],
};
