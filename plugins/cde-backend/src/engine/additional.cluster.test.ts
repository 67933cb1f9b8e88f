import type { DevcontainerPlan } from '@backstage-cde/plugin-cde-common';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import { workspaceFile } from '../workspaces';
import { Bench, eventually, relay } from './testing/bench';
import { testSpec } from './testing/settings';

const MAIN = { type: 'branch', name: 'main' } as const;

describeCluster('Several repositories in a real pod', cluster => {
  const namespace = testNamespace('additional');
  const bench = new Bench(namespace.name);
  let git: GitServer;
  let gitRelay: Awaited<ReturnType<typeof relay>>;

  beforeAll(async () => {
    await namespace.create(cluster);
    git = await startGitServer();
    for (const name of ['api', 'web', 'rules']) {
      await git.commit(`acme/${name}`, 'main', { 'README.md': name });
    }
    gitRelay = await relay(cluster.hostAddress, Number(git.host.split(':')[1]));
    await bench.open();
    const engine = await bench.start({
      kubeconfigPath: cluster.portalKubeconfigPath,
      openTo: [cluster.hostAddress],
    });
    await eventually(
      async () => engine.clusters.status('local')?.state === 'connected',
      30_000,
      () => JSON.stringify(engine.clusters.statuses()),
    );
  });

  afterAll(async () => {
    await bench.close();
    gitRelay.close();
    await git.close();
    await namespace.remove();
  });

  const url = (name: string) =>
    `http://${cluster.hostAddress}:${gitRelay.port}/acme/${name}.git`;
  const additional = (...names: string[]) =>
    names.map(name => ({
      repositoryUrl: url(name),
      name,
      ref: MAIN,
      commit: '0'.repeat(40),
    }));

  /** A workspace whose start fails unless the script succeeds in it. */
  const create = (
    plan: Partial<DevcontainerPlan>,
    script: string,
    names: string[],
  ) =>
    bench.create({
      repositoryUrl: url('api'),
      ref: MAIN,
      spec: {
        ...testSpec({
          plan: {
            ...plan,
            lifecycle: { onCreateCommand: [{ name: '', run: script }] },
            waitFor: 'onCreateCommand',
          },
        }),
        additional: additional(...names),
      },
    });
  const toldOf = async (id: string, step: string) =>
    (await bench.stores.store.timeline(id, { limit: 100 })).filter(
      event => event.step === step && event.state !== 'started',
    );

  it.each([
    ['beside each other', '/workspaces/api', '/workspaces'],
    ['where the own one has a volume of its own', '/api', '/api-more'],
  ])(
    'are cloned %s, trusted by git, and opened as one',
    async (_, folder, beside) => {
      const plan = { repositoryFolder: folder, workspaceFolder: folder };
      const file = workspaceFile({
        plan,
        additional: additional('web', 'rules'),
      })!;
      const id = await create(
        plan,
        [
          'set -e',
          `cat ${folder}/README.md ${beside}/web/README.md ${beside}/rules/README.md`,
          `for each in ${folder} ${beside}/web ${beside}/rules; do git -C $each status --short --branch; done`,
          `cat ${file.path}`,
        ].join('\n'),
        ['web', 'rules'],
      );
      await bench.untilPhase(id, 'Running', 90_000);
      const clones = await toldOf(id, 'clone');
      expect(clones.map(({ subject, state }) => [subject, state])).toEqual([
        [undefined, 'succeeded'],
        ['web', 'succeeded'],
        ['rules', 'succeeded'],
      ]);
      expect(clones[1].detail).toMatch(/^main at [0-9a-f]{8}$/);
      let output = '';
      await eventually(
        async () => {
          const [command] = await toldOf(id, 'onCreateCommand');
          output = command?.tail ?? '';
          return command?.state === 'succeeded';
        },
        30_000,
        () => output,
      );
      expect(output).toMatch(/^apiwebrules## main/m);
      expect(output.match(/## main\.\.\.origin\/main/g)).toHaveLength(3);
      expect(output).toContain('"path":');
      expect(output).toContain('web"');
    },
  );

  it('fail the start by name where one of them cannot be cloned', async () => {
    const id = await create({}, 'true', ['web', 'lost']);
    const failed = await bench.untilPhase(id, 'Failed', 90_000);
    expect(failed.cause).toMatchObject({
      reason: 'RepositoryNotFound',
      message: expect.stringMatching(/^Repository 'lost': .*acme\/lost\.git/),
      cure: expect.any(String),
    });
    const clones = await toldOf(id, 'clone');
    expect(clones.map(({ subject, state }) => [subject, state])).toEqual([
      [undefined, 'succeeded'],
      ['web', 'succeeded'],
      ['lost', 'failed'],
    ]);
    expect(clones.find(({ subject }) => subject === 'lost')?.tail).toContain(
      'git clone',
    );
  });
});
