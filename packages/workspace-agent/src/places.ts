/** Where things are inside the workspace's containers. */
export interface Places {
  /** Our tools: Node, agent, IDE. Read-only in the dev container. */
  tools: string;
  /** The workspace's Secret: `spec.json`, `token`, and what git is given. Read-only; it changes while the workspace runs. */
  secret: string;
  /** The agent's own folder on the workspace's volume: stamps, logs, git configuration. */
  state: string;
}

/** The places as the pod is made. */
export const PLACES: Places = {
  tools: '/opt/cde',
  secret: '/run/cde',
  state: '/var/lib/cde',
};

/** Where the kubelet takes a container's last words from, at most 4096 bytes. */
export const TERMINATION_LOG = '/dev/termination-log';
export const TERMINATION_LOG_BYTES = 4096;
