import { createHash } from 'node:crypto';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';
import type {
  V1NetworkPolicy,
  V1PersistentVolumeClaim,
  V1Pod,
  V1Secret,
} from '@kubernetes/client-node';
import type { CdeConfig, ClusterConfig } from '../config';
import {
  buildExtra,
  buildNetworkPolicy,
  buildPod,
  buildSecret,
  buildVolumeClaim,
  type AnyObject,
  type ObjectIdentity,
  type VolumeReference,
} from '../manifests';
import {
  foldersBeside,
  placeAdditional,
  workspaceFile,
  type WorkspaceRecord,
} from '../workspaces';
import { stateOf } from './state';

/** What objects are made from beside the row. */
export interface ObjectSettings {
  config: CdeConfig;
  cluster: ClusterConfig;
  /** The token of the workspace's agent. */
  token(workspaceId: string): string;
}

/** What stands beside volume and pod. */
export interface Companions {
  secret: V1Secret;
  policy: V1NetworkPolicy;
  /** In the order in which the template has them. */
  extras: AnyObject[];
  /** Changes when policy or extras do. */
  hash: string;
  /** Changes when the secret does. */
  secretHash: string;
}

export function identityOf(
  row: WorkspaceRecord,
  instance: string,
): ObjectIdentity {
  const { id, namespace, ownerRef, componentRef, name } = row;
  return { instance, workspaceId: id, namespace, ownerRef, componentRef, name };
}

export function volumeOf(
  row: WorkspaceRecord,
  { config, cluster }: ObjectSettings,
): V1PersistentVolumeClaim {
  const storage = row.spec.resources.storage;
  return buildVolumeClaim({
    ...identityOf(row, config.instance),
    storage,
    storageClass: cluster.storageClass,
  });
}

/** @param git - what git is given, by the names of its files */
export function secretOf(
  row: WorkspaceRecord,
  { config, token }: ObjectSettings,
  owner: VolumeReference,
  git: Record<string, string>,
): V1Secret {
  const identity = identityOf(row, config.instance);
  return buildSecret(
    { ...identity, spec: agentSpec(row), token: token(row.id), git },
    owner,
  );
}

/** Secret, network policy and what the template brings along, and hashes that change when they do. */
export function companionsOf(
  row: WorkspaceRecord,
  settings: ObjectSettings,
  owner: VolumeReference,
  git: Record<string, string> = {},
): Companions {
  const { config, cluster } = settings;
  const identity = identityOf(row, config.instance);
  const secret = secretOf(row, settings, owner, git);
  const policy = buildNetworkPolicy(
    { ...identity, egress: [...cluster.egress, ...row.spec.egress] },
    owner,
  );
  const extras = (row.spec.template?.manifests ?? []).map((manifest, index) =>
    buildExtra(manifest, index, identity, owner),
  );
  const hash = hashOf([policy, ...extras]);
  return { secret, policy, extras, hash, secretHash: hashOf(secret) };
}

/** Of an object as it is applied. */
export function hashOf(object: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(object))
    .digest('base64url');
}

export function podOf(
  row: WorkspaceRecord,
  { config, cluster }: ObjectSettings,
  owner: VolumeReference,
): V1Pod {
  const { plan, resources, additional } = row.spec;
  const seedHome = !stateOf(row).homeSeeded;
  return buildPod(
    {
      ...identityOf(row, config.instance),
      run: row.run,
      plan,
      resources,
      toolsImage: cluster.toolsImage,
      seedHome,
      template: row.spec.template,
      ...(additional && { besideFolder: foldersBeside(plan) }),
    },
    owner,
  );
}

/** What the agent is told; all of it was fixed when the workspace was made. */
export function agentSpec(row: WorkspaceRecord): AgentSpec {
  const { plan, insteadOf, user, portal, gallery } = row.spec;
  const additional = placeAdditional(row.spec);
  const opened = workspaceFile(row.spec);
  return {
    version: 1,
    workspace: {
      id: row.id,
      name: row.name,
      portalUrl: portal.url,
      portalTitle: portal.title,
    },
    ...(row.repositoryUrl && {
      repository: {
        url: row.repositoryUrl,
        ref: row.ref,
        folder: plan.repositoryFolder,
        insteadOf,
      },
    }),
    ...(additional.length > 0 && {
      additional: additional.map(({ repositoryUrl, ref, folder }) => ({
        url: repositoryUrl,
        ref,
        folder,
        insteadOf,
      })),
    }),
    ...(opened && { workspaceFile: opened }),
    user,
    workspaceFolder: plan.workspaceFolder,
    remoteEnv: plan.remoteEnv,
    lifecycle: {
      hash: plan.hash,
      commands: plan.lifecycle,
      waitFor: plan.waitFor,
    },
    ide: {
      kind: row.ide === 'vscode-web' ? 'vscode-web' : 'none',
      extensions: plan.extensions,
      settings: plan.settings,
      ...(gallery && { gallery }),
    },
    ports: plan.ports,
  };
}
