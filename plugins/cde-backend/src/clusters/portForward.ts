import { Duplex, PassThrough, Writable } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';
import { UnreachableError } from './errors';
import { loadLibrary } from './kubeConfig';
import type { PodAddress } from './dialer';

/** Channel of the first forwarded port's data in the protocol `v4.channel.k8s.io`. */
const DATA_CHANNEL = 0;

/** What we use of the websocket that the library opens (it is one of the `ws` package). */
interface Socket {
  send(data: Buffer, done: (error?: Error) => void): void;
  close(): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  onclose: ((event: unknown) => void) | null;
  onerror: ((event: { message: string }) => void) | null;
}

class ForwardedPort extends Duplex {
  readonly #name: string;
  #socket?: Socket;

  constructor(pod: PodAddress, port: number) {
    super({ allowHalfOpen: false });
    this.#name = `port ${port} of the pod '${pod.podName}'`;
  }

  attach(socket: Socket): void {
    this.#socket = socket;
    socket.onclose = () => this.push(null);
    socket.onerror = event =>
      this.destroy(
        new UnreachableError(
          `The port-forward to ${this.#name} broke off: ${event.message}`,
        ),
      );
  }

  receive(data: Buffer): void {
    if (data.length > 0 && !this.destroyed && !this.push(data))
      this.#socket?.pause();
  }

  refuse(message: string): void {
    if (message.trim())
      this.destroy(
        new UnreachableError(
          `Nothing answers at ${this.#name}: ${message.trim()}`,
        ),
      );
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#socket?.send(Buffer.concat([Buffer.of(DATA_CHANNEL), chunk]), done);
  }

  override _final(done: () => void): void {
    this.#socket?.close();
    done();
  }

  override _destroy(
    error: Error | null,
    done: (error: Error | null) => void,
  ): void {
    this.#socket?.terminate();
    done(error);
  }
}

/**
 * One connection to a port of a pod. The library opens it and takes the frames apart, but it neither waits
 * for slow readers nor for a slow connection; this stream does both.
 * @throws UnreachableError
 */
export async function portForward(
  kubeConfig: KubeConfig,
  pod: PodAddress,
  port: number,
): Promise<Duplex> {
  const { PortForward } = await loadLibrary();
  const stream = new ForwardedPort(pod, port);
  const sink = (take: (data: Buffer) => void) =>
    new Writable({
      write: (chunk, _encoding, done) => {
        take(chunk);
        done();
      },
    });
  const output = sink(data => stream.receive(data));
  const errors = sink(data => stream.refuse(data.toString('utf8')));
  try {
    // What is written goes to the socket itself: the stream that the library would read from stays empty.
    const socket = await new PortForward(kubeConfig).portForward(
      pod.namespace,
      pod.podName,
      [port],
      output,
      errors,
      new PassThrough(),
    );
    stream.attach(socket as unknown as Socket);
    return stream;
  } catch (error) {
    const reason = (error as { message?: string }).message ?? String(error);
    throw new UnreachableError(
      `No port-forward to the pod '${pod.podName}': ${reason}`,
      { cause: error },
    );
  }
}
