import type { V1Secret } from '@kubernetes/client-node';
import { objectMeta } from './names';
import type { SecretInput, VolumeReference } from './types';

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** What the agent is told, and what a tunnel has to present to it. */
export function buildSecret(
  input: SecretInput,
  owner: VolumeReference,
): V1Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: objectMeta(input, owner),
    type: 'Opaque',
    data: {
      ...Object.fromEntries(
        Object.entries(input.git ?? {}).map(([name, text]) => [
          name,
          base64(text),
        ]),
      ),
      'spec.json': base64(JSON.stringify(input.spec)),
      token: base64(input.token),
    },
  };
}
