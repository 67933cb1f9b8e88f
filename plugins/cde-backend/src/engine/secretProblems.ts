import type { Cause } from '@backstage-cde/plugin-cde-common';
import type { WorkspaceRecord } from '../workspaces';
import { cause } from './words';

/** The kubelet's words for a Secret of the template's, or a key of it, that is not there. */
export function missingSecret(
  row: Pick<WorkspaceRecord, 'spec'>,
  message: string,
): Cause | undefined {
  const known = row.spec.template?.secrets ?? [];
  const inSecret =
    /couldn't find key (\S+) in Secret (?:\S+\/)?([^/\s]+)$/.exec(
      message.trim(),
    );
  const inFile = /references non-existent secret key: (\S+)/.exec(message);
  const whole = /secrets? "([^"]+)" not found/.exec(message);
  const missing = known.find(({ secret, key }) => {
    if (inSecret) return key === inSecret[1] && secret === inSecret[2];
    return inFile ? key === inFile[1] : secret === whole?.[1];
  });
  if (!missing) return undefined;
  const { secret, key } = missing;
  const what = whole
    ? `There is no secret '${secret}'`
    : `The secret '${secret}' has no key '${key}'`;
  return cause(
    'SecretMissing',
    `${what} in the namespace of the workspaces, but the template refers to it`,
    'Platform team: make it there; the workspace then starts by itself',
  );
}
