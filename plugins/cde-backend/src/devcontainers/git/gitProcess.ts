import { spawn } from 'node:child_process';

/** How a run of git ended. */
export interface GitResult {
  /** `null`: killed. */
  code: number | null;
  stdout: Buffer;
  /** The last part of it. */
  stderr: string;
  /** Why it was killed. */
  killed?: 'timeout' | 'output';
}

export interface GitOptions {
  cwd?: string;
  input?: string;
  /** Settings that must not show in the process list, such as credentials. */
  secretConfig?: Array<[key: string, value: string]>;
  /** Tells in `stderr` what git and the remote say to each other; headers are not in it. */
  tracePackets?: boolean;
  timeoutMs: number;
  /** git is killed when it prints more. */
  maxOutputBytes: number;
}

/** Never asked for: no prompts, no hooks, no other transports, no redirects, nobody's personal settings. */
const FIXED_CONFIG = [
  '-c',
  'http.followRedirects=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.askPass=',
  '-c',
  'credential.helper=',
  '-c',
  'http.lowSpeedLimit=1000',
  '-c',
  'http.lowSpeedTime=15',
  '-c',
  'gc.auto=0',
  '-c',
  'maintenance.auto=false',
];

/** The proxy and certificate settings of the backend's own environment. */
const INHERITED = [
  'PATH',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
];

const STDERR_CHARS = 4096;

/** Runs git; an exit code is a result, not an error. */
export function runGit(
  args: string[],
  options: GitOptions,
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...FIXED_CONFIG, ...args], {
      cwd: options.cwd,
      env: environment(options),
      stdio: 'pipe',
      detached: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let killed: GitResult['killed'];
    const kill = (reason: GitResult['killed']) => {
      killed ??= reason;
      killGroup(child.pid);
    };
    const timer = setTimeout(() => kill('timeout'), options.timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > options.maxOutputBytes) {
        kill('output');
      } else {
        chunks.push(chunk);
      }
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-STDERR_CHARS);
    });
    child.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', code => {
      clearTimeout(timer);
      resolve({
        code: killed ? null : code,
        stdout: Buffer.concat(chunks),
        stderr,
        killed,
      });
    });
    // git may end without reading all of it; its exit code tells why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** git's transports are processes of their own; being detached they share its process group. */
function killGroup(pid: number | undefined) {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

function environment({
  secretConfig = [],
  tracePackets,
}: GitOptions): NodeJS.ProcessEnv {
  const inherited = INHERITED.filter(
    name => process.env[name] !== undefined,
  ).map(name => [name, process.env[name]]);
  const config = secretConfig.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(config),
    GIT_CONFIG_COUNT: String(secretConfig.length),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: 'http:https',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    ...(tracePackets && { GIT_TRACE_PACKET: '1' }),
  };
}
