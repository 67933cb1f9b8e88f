import { readFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';

type Handler = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
) => void;

/** Listens on one address of this machine; resolves when it does. */
export function listen(
  handler: Handler,
  host: string,
  port: number,
): Promise<http.Server> {
  return new Promise((resolve, reject) => {
    const server = http.createServer({ requestTimeout: 0 }, handler);
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/**
 * Waits until the machine has the address that pods reach it by, however long the
 * cluster takes to be built; never listens on anything else.
 *
 * @param addressOf - asked again each second, because the address may become known later
 */
export async function listenOnceThere(
  handler: Handler,
  addressOf: () => Promise<string | undefined>,
  port: number,
  signal: AbortSignal,
): Promise<http.Server | undefined> {
  while (!signal.aborted) {
    const address = await addressOf();
    if (address && hasAddress(address)) return listen(handler, address, port);
    await new Promise(resolve => setTimeout(resolve, 1000).unref());
  }
  return undefined;
}

/** The machine's address on the cluster's network, as the cluster wrote it down. */
export async function addressFromClusterInfo(
  file: string,
): Promise<string | undefined> {
  try {
    const { hostAddress } = JSON.parse(await readFile(file, 'utf8'));
    return typeof hostAddress === 'string' ? hostAddress : undefined;
  } catch (error) {
    // Not there yet, or just being written: asked again soon.
    if (
      (error as NodeJS.ErrnoException).code === 'ENOENT' ||
      error instanceof SyntaxError
    )
      return undefined;
    throw error;
  }
}

function hasAddress(address: string): boolean {
  return Object.values(os.networkInterfaces()).some(list =>
    list?.some(entry => entry.address === address),
  );
}
