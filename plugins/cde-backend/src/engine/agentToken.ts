import { createHmac } from 'node:crypto';

/** Name of the key in the key store that agent tokens are made from. */
export const AGENT_KEY = 'agent-token';

/**
 * What a tunnel into a workspace's pod has to present, so that reach on the pod network alone
 * opens nothing. Any replica can make it from the shared key; it is good for this workspace only.
 */
export function deriveAgentToken(
  masterKey: Buffer,
  workspaceId: string,
): string {
  return createHmac('sha256', masterKey)
    .update(`agent:${workspaceId}`)
    .digest('base64url');
}
