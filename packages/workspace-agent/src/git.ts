/** Git as the workspace uses it: identity, credentials and rewritten hosts. */
import { lstat, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';
import { missing, replaceFile } from './files.ts';

/** A configuration entry: key as `section.subsection.name`, and value. */
export type GitSetting = [key: string, value: string];

/** Rewrites of URLs (`url.<to>.insteadOf <from>`). */
export function rewrites(repository: AgentSpec['repository']): GitSetting[] {
  return (repository?.insteadOf ?? []).map(({ from, to }) => [
    `url.${to}.insteadOf`,
    from,
  ]);
}

/**
 * Everything that git in the workspace has to know. What is in the Secret may
 * come and go while the workspace runs, so git looks there itself; it does not
 * mind where there is nothing.
 */
export function gitSettings(
  spec: AgentSpec,
  helper: string,
  secret: string,
): GitSetting[] {
  const { user, repository, additional = [], workspaceFolder } = spec;
  return [
    ['user.name', user.name],
    ['user.email', user.email],
    ['credential.helper', helper],
    ['safe.directory', repository?.folder ?? workspaceFolder],
    ...additional.map(({ folder }): GitSetting => ['safe.directory', folder]),
    ['include.path', path.join(secret, 'git-config')],
    ...rewrites(repository),
  ];
}

/**
 * A git configuration file
 * (https://git-scm.com/docs/git-config#_configuration_file).
 * Names and values may hold anything but NUL; they are quoted.
 */
export function formatGitConfig(settings: GitSetting[]): string {
  return settings
    .map(([key, value]) => {
      const first = key.indexOf('.');
      const last = key.lastIndexOf('.');
      const section = key.slice(0, first);
      const subsection = key.slice(first + 1, Math.max(last, first + 1));
      const head =
        last > first
          ? `[${section} "${subsection.replace(/["\\]/g, '\\$&')}"]`
          : `[${section}]`;
      return `${head}\n\t${key.slice(last + 1)} = ${quote(value)}\n`;
    })
    .join('');
}

function quote(value: string): string {
  const escaped = value
    .replace(/["\\]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t');
  return `"${escaped}"`;
}

/** Settings for one git process, as `GIT_CONFIG_*` variables. */
export function gitEnvironment(settings: GitSetting[]): Record<string, string> {
  const env: Record<string, string> = {
    GIT_CONFIG_COUNT: String(settings.length),
  };
  settings.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return env;
}

/**
 * Writes our settings to `file` and has git read them before the user's own:
 * `$XDG_CONFIG_HOME/git/config` comes before `~/.gitconfig`, which therefore
 * wins (https://git-scm.com/docs/git-config#FILES), whoever wrote it.
 */
export async function setUpGit(
  settings: GitSetting[],
  file: string,
  configHome: string,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await replaceFile(file, formatGitConfig(settings));
  const userFile = path.join(configHome, 'git/config');
  const include = formatGitConfig([['include.path', file]]);
  const present = await lstat(userFile).catch(missing);
  if (present?.isSymbolicLink()) {
    // It belongs to the user's dotfiles, and so does the decision.
    return;
  }
  const content = present ? await readFile(userFile, 'utf8') : '';
  if (!content.includes(include)) {
    await mkdir(path.dirname(userFile), { recursive: true });
    await replaceFile(userFile, include + content);
  }
}
