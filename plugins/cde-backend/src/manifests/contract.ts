/** What the pod, its images and the workspace agent agree on. */

/** Raw tunnels into the pod, each opened by a token. */
export const TUNNEL_PORT = 7700;
/** `/readyz` and `/livez`. */
export const HEALTH_PORT = 7701;

/** The uid and gid of the developer in the pod, which owns the volume. */
export const WORKSPACE_UID = 1000;

/** Seconds that the agent has to end what runs before the kubelet kills it. */
export const STOP_SECONDS = 10;

export const CONTAINER_PREPARE = 'prepare';
export const CONTAINER_SEED = 'seed';
export const CONTAINER_DEV = 'dev';

/** Where our tools are in the tools image, and where the dev container finds them. */
export const TOOLS_FOLDER = '/opt/cde';
/** Where `prepare` puts the tools for the dev container. */
export const TOOLS_TARGET = '/mnt/tools';
/** `spec.json`, `token`, and what git is given; never a part of it, so that the kubelet brings changes. */
export const SPEC_FOLDER = '/run/cde';
/** In memory: where keys are while git uses them, because OpenSSH wants them to be their reader's alone. */
export const KEYS_FOLDER = '/run/cde-keys';
/** Stamps and logs of the agent, kept on the volume. */
export const STATE_FOLDER = '/var/lib/cde';
/** Where files of a template's secrets are. */
export const SECRETS_FOLDER = '/run/secrets/workspace';
