import { spawn } from 'node:child_process';

export interface GitOptions {
  /** Beside the few variables that every run has. */
  env?: Record<string, string>;
  /** Settings that must not show in the process list, such as credentials. */
  secretConfig?: Array<[key: string, value: string]>;
  input?: string;
  signal?: AbortSignal;
}

/** How a run of git ended. */
export interface GitResult {
  code: number;
  stdout: string;
  /** The last part of it. */
  stderr: string;
}

/** No prompts, no hooks, no other transports, no redirects, no file watchers. */
const FIXED_CONFIG = [
  'http.followRedirects=false',
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.askPass=',
  'credential.helper=',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=30',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap(setting => ['-c', setting]);

/** Proxy and certificates, as the backend itself uses them. */
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

/** Runs git; an exit code is a result, not an error. @throws the signal's reason */
export function runGit(
  args: string[],
  { env = {}, secretConfig = [], input = '', signal }: GitOptions = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    // Of a process group of its own, as its transports are processes too.
    const child = spawn('git', [...FIXED_CONFIG, ...args], {
      env: { ...environment(secretConfig), ...env },
      stdio: 'pipe',
      detached: true,
    });
    const kill = () => killGroup(child.pid);
    signal?.addEventListener('abort', kill);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr = (stderr + text).slice(-STDERR_CHARS);
    });
    child.on('error', reject);
    child.on('close', code => {
      signal?.removeEventListener('abort', kill);
      if (signal?.aborted) {
        reject(signal.reason);
      } else {
        resolve({ code: code ?? -1, stdout, stderr });
      }
    });
    // git may end without reading all of it; its exit code tells why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

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

function environment(
  secretConfig: Array<[string, string]>,
): Record<string, string> {
  const inherited = INHERITED.flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
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
  };
}
