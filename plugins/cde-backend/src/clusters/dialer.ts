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
export const dialDirect: PodDialer = (pod, port) =>
  new Promise((resolve, reject) => {
    const socket = net.connect({
      host: pod.podIP,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 15_000,
    });
    const fail = (reason: string, cause?: Error) => {
      socket.destroy();
      reject(
        new UnreachableError(`The pod '${pod.podName}' cannot be reached at ${pod.podIP}:${port}: ${reason}`, {
          cause,
        }),
      );
    };
    const onError = (error: Error) => fail(error.message, error);
    const timer = setTimeout(() => fail('it did not answer in time'), CONNECT_TIMEOUT_MS);
    socket.once('error', onError);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', onError);
      resolve(socket);
    });
    socket.once('close', () => clearTimeout(timer));
  });

/** A port-forward through the API server: works wherever kubectl does. */
export function dialThroughApiServer(transport: () => Transport | undefined): PodDialer {
  return async (pod, port) => {
    const current = transport();
    if (!current) throw new UnreachableError(`The pod '${pod.podName}' cannot be reached: its cluster does not answer`);
    return portForward(current.kubeConfig, pod, port);
  };
}
