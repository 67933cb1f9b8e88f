import { spawn } from 'node:child_process';

export interface RunOptions {
  /** Text for the command's standard input. */
  input?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Gets each line that the command prints, on either stream. */
  log?: (line: string) => void;
  /** Milliseconds until the command is killed. */
  timeout?: number;
}

/** A command that could not be run or ended with a failure; the message ends with what it last printed. */
export class CommandFailed extends Error {
  readonly command: string;
  readonly code: number | undefined;

  constructor(command: string, code: number | undefined, output: string) {
    super(
      `${command} ${
        code === undefined ? 'could not be run' : `ended with ${code}`
      }: ${output}`,
    );
    this.name = 'CommandFailed';
    this.command = command;
    this.code = code;
  }
}

/** Runs a command to its end and returns its standard output. @throws CommandFailed */
export function run(
  command: string,
  args: string[],
  options: RunOptions = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: options.timeout,
    killSignal: 'SIGKILL',
  });
  const stdout: string[] = [];
  let last = '';
  const keep = (chunk: string) => {
    last = (last + chunk).slice(-2000);
    if (options.log)
      for (const line of chunk.split('\n')) if (line) options.log(line);
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout.push(chunk);
    keep(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', keep);
  // A command that ends without reading its input closes the pipe; its exit code says whether that matters.
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(options.input ?? '');
  const shown = [command, ...args].join(' ');
  return new Promise((resolve, reject) => {
    child.once('error', error =>
      reject(new CommandFailed(shown, undefined, error.message)),
    );
    child.once('close', code => {
      if (code === 0) resolve(stdout.join(''));
      else reject(new CommandFailed(shown, code ?? -1, last.trim()));
    });
  });
}

/** Whether a command ends well; its output does not matter. */
export async function succeeds(
  command: string,
  args: string[],
): Promise<boolean> {
  try {
    await run(command, args);
    return true;
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}
