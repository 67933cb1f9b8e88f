import { spawn } from 'node:child_process';

/** Receives lines of build output. */
export type Log = (line: string) => void;

/** A build that cannot go on; `cure` says what the user may do about it. */
export class ImageBuildError extends Error {
  readonly cure: string;

  constructor(message: string, cure: string) {
    super(message);
    this.name = 'ImageBuildError';
    this.cure = cure;
  }
}

/** Where a command runs and where its output goes. */
export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  log: Log;
}

const KEPT_LINES = 15;

/**
 * Runs a command at low priority, so that the portal stays quick meanwhile,
 * and returns its standard output. The command ends when this process does.
 *
 * @throws ImageBuildError with the last lines of the output when the command fails.
 */
export function run(command: string[], options: RunOptions): Promise<string> {
  const { cwd, env, log } = options;
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'nice', '-n', '10', ...command],
    {
      cwd,
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const last: string[] = [];
  const keep = (text: string) => {
    for (const line of text.split('\n').filter(Boolean)) {
      log(line);
      last.push(line);
    }
    last.splice(0, last.length - KEPT_LINES);
  };
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    keep(text);
  });
  child.stderr.setEncoding('utf8').on('data', keep);

  return new Promise((resolve, reject) => {
    child.on('error', error =>
      reject(
        new ImageBuildError(
          `"${command[0]}" cannot be started: ${error.message}`,
          'Install the Debian packages that the build needs.',
        ),
      ),
    );
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve(stdout);
        return;
      }
      reject(
        new ImageBuildError(
          `"${command.slice(0, 3).join(' ')} …" ended with ${
            signal ?? `code ${code}`
          }:\n${last.join('\n')}`,
          'Mend the cause named above and start again; what is built already is kept.',
        ),
      );
    });
  });
}
