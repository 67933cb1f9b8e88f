import path from 'node:path';
import type { V1Container, V1VolumeMount } from '@kubernetes/client-node';
import {
  CONTAINER_DEV,
  CONTAINER_PREPARE,
  CONTAINER_SEED,
  HEALTH_PORT,
  KEYS_FOLDER,
  SPEC_FOLDER,
  STATE_FOLDER,
  TOOLS_FOLDER,
  TOOLS_TARGET,
  TUNNEL_PORT,
} from './contract';
import { environment, literal } from './environment';
import {
  containerResources,
  hardening,
  privilegedContext,
  withGpu,
} from './hardening';
import { secretMounts } from './secretFiles';
import type { PodInput } from './types';

const AGENT = `${TOOLS_FOLDER}/agent/src`;
const NODE = `${TOOLS_FOLDER}/bin/node`;
const HOME_TARGET = '/mnt/home';
const DAY_SECONDS = 24 * 60 * 60;

const readyProbe = {
  httpGet: { path: '/readyz', port: HEALTH_PORT, scheme: 'HTTP' },
  timeoutSeconds: 5,
};

/**
 * Copies the image's home folder to the volume once. `$1` is the home folder. It may
 * be interrupted and run again; files that may not be read are left out.
 */
const SEED_SCRIPT = `set -u
stamp=${STATE_FOLDER}/home-seeded
if [ -e "$stamp" ]; then exit 0; fi
if [ -d "$1" ]; then cp -RP "$1/." ${HOME_TARGET}/ || echo "some files of $1 could not be copied"; fi
: > "$stamp"
`;

/** Fetches the repository and hands our tools over to the dev container. */
export function prepareContainer(input: PodInput): V1Container {
  return {
    ...hardened(input),
    name: CONTAINER_PREPARE,
    image: input.toolsImage,
    command: [NODE, `${AGENT}/prepare.ts`],
    env: environment({
      containerEnv: {},
      own: { ...identityVariables(input), HOME: '/tmp' },
    }),
    volumeMounts: [
      { name: 'tools', mountPath: TOOLS_TARGET },
      { name: 'scratch', mountPath: '/tmp' },
      specMount(),
      workspacesMount(input),
      ...besideMounts(input),
      stateMount(),
    ],
  };
}

/** Runs the development image itself, because only it has the home folder. */
export function seedContainer(input: PodInput): V1Container {
  return {
    ...hardened(input),
    name: CONTAINER_SEED,
    image: input.plan.image,
    command: [
      '/bin/sh',
      '-c',
      literal(SEED_SCRIPT),
      'seed',
      literal(input.plan.home),
    ],
    volumeMounts: [homeMount(HOME_TARGET), stateMount()],
  };
}

/** The developer's image as it is; our agent is its entry point. */
export function devContainer(input: PodInput): V1Container {
  const { plan, template } = input;
  const own = {
    ...identityVariables(input),
    HOME: plan.home,
    USER: plan.remoteUser,
  };
  return {
    ...hardened(input),
    ...(template?.privileged && { securityContext: privilegedContext() }),
    resources: withGpu(containerResources(input.resources), template?.gpu),
    name: CONTAINER_DEV,
    image: plan.image,
    command: [NODE, `${AGENT}/main.ts`],
    env: environment({
      template: template?.environment,
      secrets: template?.secrets,
      containerEnv: plan.containerEnv,
      own,
    }),
    ports: [
      { name: 'tunnel', containerPort: TUNNEL_PORT, protocol: 'TCP' },
      { name: 'health', containerPort: HEALTH_PORT, protocol: 'TCP' },
    ],
    // Lifecycle commands may take long before the IDE answers: the engine has the deadline, the kubelet none.
    startupProbe: {
      ...readyProbe,
      periodSeconds: 1,
      failureThreshold: DAY_SECONDS,
    },
    readinessProbe: { ...readyProbe, periodSeconds: 10, failureThreshold: 3 },
    volumeMounts: [
      { name: 'tools', mountPath: TOOLS_FOLDER, readOnly: true },
      specMount(),
      { name: 'keys', mountPath: KEYS_FOLDER },
      ...dataMounts(input),
      ...secretMounts(input),
    ],
  };
}

/** Init containers run before the dev container, so the same numbers reserve nothing more. */
function hardened({ resources }: PodInput) {
  return { ...hardening(), resources: containerResources(resources) };
}

/** The run is part of the specification, so that the API server refuses to make one run's pod another's. */
function identityVariables(input: PodInput): Record<string, string> {
  return {
    CDE_WORKSPACE_ID: input.workspaceId,
    CDE_WORKSPACE_NAME: input.name,
    CDE_RUN: String(input.run),
  };
}

function specMount(): V1VolumeMount {
  return { name: 'spec', mountPath: SPEC_FOLDER, readOnly: true };
}

function homeMount(mountPath: string): V1VolumeMount {
  return { name: 'data', mountPath, subPath: 'home' };
}

function stateMount(): V1VolumeMount {
  return { name: 'data', mountPath: STATE_FOLDER, subPath: 'state' };
}

/** The parent of the clone, so that several repositories can lie side by side; the home folder may be that parent. */
function workspacesMount({ plan }: PodInput): V1VolumeMount {
  const parent = path.posix.dirname(plan.repositoryFolder);
  if (parent === plan.home) return homeMount(plan.home);
  return {
    name: 'data',
    mountPath: parent === '/' ? plan.repositoryFolder : parent,
    subPath: 'workspaces',
  };
}

/** Where the clone has no parent to share, further repositories have a place of their own on the volume. */
function besideMounts({ plan, besideFolder }: PodInput): V1VolumeMount[] {
  const isShared =
    !besideFolder || besideFolder === path.posix.dirname(plan.repositoryFolder);
  return isShared
    ? []
    : [{ name: 'data', mountPath: besideFolder, subPath: 'beside' }];
}

function dataMounts(input: PodInput): V1VolumeMount[] {
  const workspaces = workspacesMount(input);
  const home = homeMount(input.plan.home);
  return workspaces.mountPath === home.mountPath
    ? [home, stateMount()]
    : [workspaces, ...besideMounts(input), home, stateMount()];
}
