import {
  allPids,
  bootId,
  commandLine,
  eventually,
  processStat,
  signal,
} from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

/** Milliseconds that an interrupted package installation gets to end by itself. */
const installationPatience = 300_000;

/**
 * Ends what a killed preparation left running (compilers, downloads): it would only work for nothing. They are known by
 * their session, whose number the kernel gives to nobody else while one of them lives. An installation of packages is
 * waited for instead, as killing it would leave packages half installed.
 */
export async function endLeftovers(
  previous: ProcessIdentity | undefined,
): Promise<void> {
  if (
    !previous ||
    previous.bootId !== bootId() ||
    previous.pid === process.pid ||
    processStat(previous.pid)
  )
    return;
  await eventually(
    () => !sessionOf(previous.pid).some(isInstalling),
    installationPatience,
  );
  endSession(previous.pid);
}

/** Kills a session's processes but its leader and those that install packages. */
export function endSession(leader: number): void {
  for (const pid of sessionOf(leader)) {
    if (pid !== leader && !isInstalling(pid)) signal(pid, 'SIGKILL');
  }
}

function sessionOf(leader: number): number[] {
  return allPids().filter(pid => processStat(pid)?.session === leader);
}

function isInstalling(pid: number): boolean {
  return /(^|\/)(apt-get|dpkg)$/.test(commandLine(pid)[0] ?? '');
}
