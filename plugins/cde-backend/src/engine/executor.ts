import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '@kubernetes/client-node';
import { type Kind, KubernetesClient, KubernetesError } from '../clusters';
import {
  LABEL_INSTANCE,
  LABEL_MANAGED_BY,
  LABEL_RUN,
  LABEL_WORKSPACE,
  type AnyObject,
  type VolumeReference,
} from '../manifests';
import type { FindGitAccess } from '../credentials';
import type { WorkspaceRecord } from '../workspaces';
import { type ExtraReference, Extras } from './extras';
import { makeNamespace } from './makeNamespace';
import {
  companionsOf,
  hashOf,
  type ObjectSettings,
  podOf,
  secretOf,
  volumeOf,
} from './objects';
import type { Step } from './plan';
import type { Outcome } from './project';
import { NameTakenError, refusedWrite, StillEndingError } from './refusals';
import { stateOf } from './state';
import type { VolumeView } from './views';

/** Where answers to writes go, so that they are known before the watch tells of them. */
export interface AnswerSink {
  pod(object: KubernetesObject): void;
  volume(object: KubernetesObject): void;
}

/** Carries out plans on one cluster. */
export class Executor {
  readonly #settings: ObjectSettings;
  readonly #sink: AnswerSink;
  readonly #gitAccess: FindGitAccess;
  readonly #extras: Extras;
  readonly #namespaces = new Map<string, Promise<void>>();

  constructor(
    settings: ObjectSettings,
    sink: AnswerSink,
    gitAccess: FindGitAccess,
  ) {
    this.#settings = settings;
    this.#gitAccess = gitAccess;
    this.#extras = new Extras(settings.config);
    this.#sink = sink;
  }

  /**
   * @returns what came of it; refusals of the cluster are part of that
   * @throws what is not the cluster's doing
   */
  async carryOut(
    client: KubernetesClient,
    row: WorkspaceRecord,
    steps: Step[],
    volume: VolumeView | undefined,
  ): Promise<Outcome> {
    const outcome: Outcome = {};
    try {
      for (const step of steps)
        await this.#carryOut(client, row, step, volume, outcome);
    } catch (error) {
      const refused = refusedWrite(error, row, row.attempts);
      if (!refused) throw error;
      if (refused.namespaceGone) this.#namespaces.delete(row.namespace);
      outcome.refused = refused;
    }
    return outcome;
  }

  async #carryOut(
    client: KubernetesClient,
    row: WorkspaceRecord,
    step: Step,
    volume: VolumeView | undefined,
    outcome: Outcome,
  ): Promise<void> {
    switch (step.type) {
      case 'start':
        return this.#start(client, row, volume, outcome);
      case 'renewSecret':
        return volume && this.#renewSecret(client, row, volume, outcome);
      case 'scrubSecret':
        return volume && this.#scrubSecret(client, row, volume, outcome);
      case 'halt':
        outcome.halted = step.cause;
        return undefined;
      case 'deletePod':
        return this.#delete(client, 'Pod', step.pod, object =>
          this.#sink.pod(object),
        );
      case 'deleteVolume':
        return this.#delete(
          client,
          'PersistentVolumeClaim',
          step.volume,
          object => this.#sink.volume(object),
        );
      default:
        return undefined;
    }
  }

  async #delete(
    client: KubernetesClient,
    kind: Kind,
    object: { namespace: string; name: string; uid: string },
    sink: (object: KubernetesObject) => void,
  ) {
    const left = await client.delete(kind, object);
    if (left) sink(left);
  }

  /** Volume first: the others belong to it and are collected with it. Nothing that is there is written again. */
  async #start(
    client: KubernetesClient,
    row: WorkspaceRecord,
    known: VolumeView | undefined,
    outcome: Outcome,
  ): Promise<void> {
    await this.#ensureNamespace(client, row.namespace);
    const owner: VolumeReference =
      known ?? (await this.#createVolume(client, row));
    outcome.pvcUid = owner.uid;
    await this.#applyCompanions(client, row, owner, outcome);
    const pod = await this.#createOnce(
      client,
      podOf(row, this.#settings, owner),
    );
    this.#sink.pod(pod);
    if (
      pod.metadata?.deletionTimestamp ||
      pod.metadata?.labels?.[LABEL_RUN] !== String(row.run)
    ) {
      throw new StillEndingError('Pod', pod.metadata?.name ?? '');
    }
  }

  /** Where they are as they were, nothing is written. */
  async #applyCompanions(
    client: KubernetesClient,
    row: WorkspaceRecord,
    owner: VolumeReference,
    outcome: Outcome,
  ): Promise<void> {
    const { files, personal, dueInMs } = await this.#gitAccess(row);
    const { secret, policy, extras, hash, secretHash } = companionsOf(
      row,
      this.#settings,
      owner,
      files,
    );
    const state = stateOf(row);
    const isSecretNew = state.secret?.hash !== secretHash;
    const isRestNew = state.appliedHash !== hash;
    await Promise.all([
      isSecretNew && client.apply(secret),
      isRestNew && client.apply(policy),
    ]);
    outcome.secret = { hash: secretHash, personal };
    outcome.gitDueInMs = dueInMs;
    if (!isRestNew) return;
    await this.#extras.apply(client, extras);
    const references = extras.map(referenceOf);
    const left = (state.extras ?? []).filter(
      known => !references.some(one => isDeepStrictEqual(one, known)),
    );
    await this.#extras.remove(client, row.namespace, left);
    outcome.appliedHash = hash;
    outcome.extras = references;
  }

  /** What the pod has mounted follows within a minute or two. */
  async #renewSecret(
    client: KubernetesClient,
    row: WorkspaceRecord,
    owner: VolumeReference,
    outcome: Outcome,
  ): Promise<void> {
    const { files, personal, dueInMs } = await this.#gitAccess(row);
    const secret = secretOf(row, this.#settings, owner, files);
    const hash = hashOf(secret);
    if (stateOf(row).secret?.hash !== hash) await client.apply(secret);
    outcome.secret = { hash, personal };
    outcome.gitDueInMs = dueInMs;
  }

  async #scrubSecret(
    client: KubernetesClient,
    row: WorkspaceRecord,
    owner: VolumeReference,
    outcome: Outcome,
  ): Promise<void> {
    const secret = secretOf(row, this.#settings, owner, {});
    await client.apply(secret);
    outcome.secret = { hash: hashOf(secret), personal: false };
    outcome.gitDueInMs = null;
  }

  async #createVolume(
    client: KubernetesClient,
    row: WorkspaceRecord,
  ): Promise<VolumeReference> {
    const claim = await this.#createOnce(client, volumeOf(row, this.#settings));
    this.#sink.volume(claim);
    const { name = '', uid = '' } = claim.metadata ?? {};
    return { name, uid };
  }

  /**
   * Makes the object, or finds the one that an earlier try made: its name comes from the workspace's id, so
   * there can be but one. Creating is used instead of applying because the API server then decides between
   * two writers, and an object of somebody else stays untouched.
   */
  async #createOnce<T extends KubernetesObject>(
    client: KubernetesClient,
    object: T,
  ): Promise<T> {
    try {
      return await client.create(object);
    } catch (error) {
      if (
        !(error instanceof KubernetesError) ||
        error.reason !== 'AlreadyExists'
      )
        throw error;
      const { namespace = '', name = '' } = object.metadata ?? {};
      const found = await client.read<T>(object.kind as Kind, namespace, name);
      if (!found) throw new StillEndingError(object.kind ?? '', name);
      if (!sameLabels(found, object))
        throw new NameTakenError(object.kind ?? '', name);
      return { ...found, kind: object.kind, apiVersion: object.apiVersion };
    }
  }

  /** Once per process. */
  #ensureNamespace(client: KubernetesClient, name: string): Promise<void> {
    let known = this.#namespaces.get(name);
    if (!known) {
      known = makeNamespace(client, this.#settings, name);
      this.#namespaces.set(name, known);
      known.catch(() => this.#namespaces.delete(name));
    }
    return known;
  }
}

function referenceOf({
  apiVersion,
  kind,
  metadata,
}: AnyObject): ExtraReference {
  return { apiVersion, kind, name: metadata?.name ?? '' };
}

/** Whether both belong to the same workspace of the same portal. */
function sameLabels(
  found: KubernetesObject,
  wanted: KubernetesObject,
): boolean {
  return [LABEL_MANAGED_BY, LABEL_INSTANCE, LABEL_WORKSPACE].every(
    label =>
      found.metadata?.labels?.[label] === wanted.metadata?.labels?.[label],
  );
}
