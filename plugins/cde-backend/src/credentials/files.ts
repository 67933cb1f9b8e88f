import type { GitSecretKind } from '@backstage-cde/plugin-cde-common';
import { SPEC_FOLDER, TOOLS_FOLDER } from '../manifests';
import type { Login } from './types';

/** Names of the files, which the tools in the pod know as well. */
export const CREDENTIALS_FILE = 'git-credentials';
export const SETTINGS_FILE = 'git-config';
export const KEY_FILES: Record<GitSecretKind, string> = {
  ssh: 'ssh-key',
  signing: 'signing-key',
};

/**
 * One URL a line, as git's own helper reads them (https://git-scm.com/docs/git-credential-store#_storage_format);
 * the first that fits is used.
 */
export function credentialLines(
  logins: Array<Login & { origins: string[] }>,
): string {
  return logins
    .flatMap(({ username, password, origins }) => {
      const login = [username, password].map(encodeURIComponent).join(':');
      return origins.map(origin => {
        const { protocol, host } = new URL(origin);
        return `${protocol}//${login}@${host}\n`;
      });
    })
    .join('');
}

/** git may not use keys as the kubelet mounts them, which the tools mend. */
const SETTINGS: Record<GitSecretKind, string> = {
  ssh: `[core]
\tsshCommand = ${TOOLS_FOLDER}/bin/ssh-cde
[ssh]
\tvariant = ssh
`,
  signing: `[gpg]
\tformat = ssh
[gpg "ssh"]
\tprogram = ${TOOLS_FOLDER}/bin/ssh-keygen-cde
[user]
\tsigningKey = ${SPEC_FOLDER}/${KEY_FILES.signing}
[commit]
\tgpgSign = true
[tag]
\tgpgSign = true
`,
};

/** Settings that lead git to the keys; `undefined`: there are none. */
export function keySettings(
  kinds: Iterable<GitSecretKind>,
): string | undefined {
  const text = [...kinds].map(kind => SETTINGS[kind]).join('');
  return text || undefined;
}
