import type { PreviewObject } from '@backstage-cde/plugin-cde-common';
import type { V1Pod } from '@kubernetes/client-node';
import {
  KubernetesClient,
  KubernetesError,
  UnreachableError,
  type NamedObject,
} from '../../clusters';
import type { CdeConfig } from '../../config';
import {
  companionsOf,
  ExtraRefusedError,
  Extras,
  podOf,
  volumeOf,
  type ObjectSettings,
} from '../../engine';
import { privilegedNamespace, type AnyObject } from '../../manifests';
import type { NewWorkspace, WorkspaceRecord } from '../../workspaces';
import { withoutSecrets } from './yaml';

export interface PreviewOptions {
  workspace: NewWorkspace;
  config: CdeConfig;
  /** Of the workspace's cluster; absent: it does not answer. */
  client?: KubernetesClient;
  /** Why there is no client. */
  unavailable?: string;
}

/** Stands for the id of a workspace that is never made, so that two previews differ only in what they are about. */
const PREVIEW_ID = '00000000-0000-4000-8000-000000000000';
/** Stands for the UID of its volume, which others belong to. */
const PREVIEW_UID = '00000000-0000-4000-8000-000000000001';

type Verdict = Pick<PreviewObject, 'verdict' | 'message'>;

/**
 * The very objects that the engine would make for a workspace, and what the API server says of each: it decides,
 * admission included, but nothing is made.
 */
export async function previewObjects({
  workspace,
  config,
  client,
  unavailable = 'The cluster does not answer',
}: PreviewOptions): Promise<PreviewObject[]> {
  const cluster = config.clusters.find(
    ({ name }) => name === workspace.clusterName,
  );
  if (!cluster) return [];
  const row = recordOf(workspace);
  const settings: ObjectSettings = { config, cluster, token: () => 'preview' };
  const owner = { name: `cde-${PREVIEW_ID}`, uid: PREVIEW_UID };
  const { secret, policy, extras } = companionsOf(row, settings, owner);
  const pod = podOf(row, settings, owner);
  const trial = client && new Trial(client, config);
  const check = async (
    object: NamedObject,
    ask: (trial: Trial) => Promise<Verdict>,
  ): Promise<PreviewObject> => ({
    kind: object.kind ?? '',
    name: object.metadata?.name ?? '',
    ...(trial
      ? await ask(trial)
      : { verdict: 'unchecked' as const, message: unavailable }),
    yaml: withoutSecrets(object),
  });
  const guarded = row.namespace !== privilegedNamespace(cluster.namespace);
  return Promise.all([
    check(volumeOf(row, settings), one => one.create(volumeOf(row, settings))),
    check(secret, one => one.apply(secret)),
    check(policy, one => one.apply(policy)),
    ...extras.map(extra => check(extra, one => one.extra(extra))),
    check(pod, one => one.pod(pod, guarded)),
  ]);
}

/** Dry runs against one API server. */
class Trial {
  readonly #client: KubernetesClient;
  readonly #extras: Extras;

  constructor(client: KubernetesClient, config: CdeConfig) {
    this.#client = client;
    this.#extras = new Extras(config);
  }

  create(object: NamedObject): Promise<Verdict> {
    return verdictOf(() => this.#client.create(object, { dryRun: true }));
  }

  apply(object: NamedObject): Promise<Verdict> {
    return verdictOf(() => this.#client.apply(object, { dryRun: true }));
  }

  extra(object: AnyObject): Promise<Verdict> {
    return verdictOf(() =>
      this.#extras.apply(this.#client, [object], { dryRun: true }),
    );
  }

  /** An accepted pod says something only where the namespace would have refused an unsafe one. */
  async pod(pod: V1Pod, guarded: boolean): Promise<Verdict> {
    const verdict = await this.create(pod);
    if (verdict.verdict !== 'accepted' || !guarded) return verdict;
    const unsafe = await this.create(unsafePod(pod));
    return unsafe.verdict === 'refused' && /PodSecurity/.test(unsafe.message!)
      ? verdict
      : {
          verdict: 'unchecked',
          message: `The namespace '${pod.metadata?.namespace}' does not enforce Pod Security, so nothing is known about this pod; label it pod-security.kubernetes.io/enforce=restricted`,
        };
  }
}

function unsafePod(pod: V1Pod): V1Pod {
  return { ...pod, spec: { ...pod.spec!, hostNetwork: true } };
}

async function verdictOf(ask: () => Promise<unknown>): Promise<Verdict> {
  try {
    await ask();
    return { verdict: 'accepted' };
  } catch (error) {
    if (error instanceof ExtraRefusedError) {
      const { message, cure } = error.why;
      return { verdict: 'refused', message: [message, cure].join(' ') };
    }
    if (error instanceof UnreachableError)
      return { verdict: 'unchecked', message: error.message };
    if (!(error instanceof KubernetesError)) throw error;
    return refusalOf(error);
  }
}

function refusalOf(error: KubernetesError): Verdict {
  const { status, message } = error;
  if (status === 404 || error.hasCause('NamespaceTerminating')) {
    return {
      verdict: 'unchecked',
      message: `There is nothing to try it in yet: ${message}. The namespace is made with its first workspace`,
    };
  }
  const passes = status === 408 || status === 429 || status >= 500;
  return { verdict: passes ? 'unchecked' : 'refused', message };
}

/** A row that is never written: as of a workspace that was just made. */
function recordOf(workspace: NewWorkspace): WorkspaceRecord {
  return {
    ...workspace,
    id: PREVIEW_ID,
    desired: 'running',
    run: 1,
    phase: 'Pending',
    phaseSince: 0,
    pendingRevision: null,
    holdsRun: false,
    desiredSince: 0,
    keepUntil: null,
    cause: null,
    conditions: [],
    observed: {},
    nextDueAt: null,
    gitDueAt: null,
    attempts: 0,
    createdAt: 0,
    startedAt: null,
    lastUsedAt: null,
    deletedAt: null,
    version: 0,
    readAt: 0,
  };
}
