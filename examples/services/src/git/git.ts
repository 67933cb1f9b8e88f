import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Settings that do not depend on the user's or the machine's own configuration of git. */
export const gitEnvironment: Record<string, string> = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** Runs git in a repository and returns what it prints. Rejects with git's own words. */
export async function git(
  repository: string,
  ...args: string[]
): Promise<string> {
  const { stdout } = await run('git', ['-C', repository, ...args], {
    env: gitEnvironment,
    maxBuffer: 4 * 1024 * 1024,
  });
  return stdout;
}

/** Runs git with an input, for example `fast-import`. */
export function gitWithInput(
  repository: string,
  args: string[],
  input: Buffer,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-C', repository, ...args], {
      env: gitEnvironment,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', text => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', code =>
      code === 0
        ? resolve()
        : reject(new Error(`git ${args[0]} failed: ${errors.trim()}`)),
    );
    child.stdin.on('error', reject);
    child.stdin.end(input);
  });
}
