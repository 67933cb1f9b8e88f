import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The machine's cluster, as tests use it. */
export interface TestCluster {
  /** May do everything. */
  kubeconfigPath: string;
  /** May do what deploy/rbac.yaml lists. */
  portalKubeconfigPath: string;
  /** The machine's address as pods see it. */
  hostAddress: string;
  auditLog: string;
  /** This checkout's, whatever others on the machine have made meanwhile. */
  toolsImage: string;
}

const CLUSTER_MODULE = path.resolve(
  __dirname,
  '../../../../cluster/src/index.ts',
);
const IMAGES_MODULE = path.resolve(
  path.dirname(CLUSTER_MODULE),
  'images/index.ts',
);

/** Waits until the cluster is up; it stays as long as this process lives. The module is an ES module, so a process of its own loads it. */
function ensureCluster(purpose: string): TestCluster | { unsupported: string } {
  const script = `
    const { ensureCluster, register } = await import(${JSON.stringify(
      pathToFileURL(CLUSTER_MODULE).href,
    )});
    const cluster = await ensureCluster({ purpose: ${JSON.stringify(
      purpose,
    )} });
    if (!cluster.unsupported) register({ purpose: ${JSON.stringify(
      purpose,
    )}, pid: ${process.pid} });
    const { toolsImage } = await import(${JSON.stringify(
      pathToFileURL(IMAGES_MODULE).href,
    )});
    process.stdout.write(JSON.stringify({ ...cluster, toolsImage: await toolsImage() }));
    process.exit(0);`;
  const { NODE_OPTIONS: _, ...env } = process.env;
  const result = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script],
    {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (result.status !== 0)
    throw new Error(
      'The cluster for the tests did not come up; its output is above',
    );
  return JSON.parse(result.stdout);
}

/**
 * Tests on the machine's real cluster, which is prepared if need be. Skipped, with the reason in the name,
 * only where the machine can never hold one.
 */
export function describeCluster(
  name: string,
  tests: (cluster: TestCluster) => void,
): void {
  // The library alone takes jest several seconds to load, and pods take what they take.
  jest.setTimeout(120_000);
  const cluster = ensureCluster(`tests: ${name}`);
  if ('unsupported' in cluster) {
    describe.skip(`${name} — SKIPPED: ${cluster.unsupported}`, () =>
      tests({
        kubeconfigPath: '',
        portalKubeconfigPath: '',
        hostAddress: '',
        auditLog: '',
        toolsImage: '',
      }));
  } else {
    describe(name, () => tests(cluster));
  }
}
