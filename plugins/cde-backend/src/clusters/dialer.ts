import { once } from 'node:events';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { UnreachableError } from './errors';
import { portForward } from './portForward';
import type { Transport } from './transport';

/** A pod of a workspace, as the engine last saw it. */
export interface PodAddress {
  namespace: string;
  podName: string;
  podIP: string;
}

/** Opens byte streams to ports of pods. */
export type PodDialer = (pod: PodAddress, port: number) => Promise<Duplex>;

const CONNECT_TIMEOUT_MS = 5_000;

/** TCP to the pod's address: the portal runs in the cluster, or on its node. */
export async function dialDirect(
  pod: PodAddress,
  port: number,
): Promise<Duplex> {
  const socket = net.connect({
    host: pod.podIP,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 15_000,
  });
  try {
    const signal = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
    await once(socket, 'connect', { signal });
    return harmless(socket);
  } catch (error) {
    harmless(socket).destroy();
    const { name, message } = error as Error;
    const reason =
      name === 'AbortError' ? 'it did not answer in time' : message;
    throw new UnreachableError(
      `The pod '${pod.podName}' cannot be reached at ${pod.podIP}:${port}: ${reason}`,
      { cause: error },
    );
  }
}

/** A port-forward through the API server: works wherever kubectl does. */
export function dialThroughApiServer(
  transport: () => Transport | undefined,
): PodDialer {
  return async (pod, port) => {
    const current = transport();
    if (!current) {
      throw new UnreachableError(
        `The pod '${pod.podName}' cannot be reached: its cluster does not answer`,
      );
    }
    return harmless(await portForward(current.kubeConfig, pod, port));
  };
}

/**
 * A stream that breaks off while nobody listens for errors must not end the
 * process; whoever uses it hears of it by its end.
 */
function harmless(stream: Duplex): Duplex {
  return stream.on('error', () => {});
}
