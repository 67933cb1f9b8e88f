import { createHash } from 'node:crypto';
import { connect, createServer } from 'node:net';
import path from 'node:path';

/** Who holds the lock, as told to whoever asks. */
export interface Holder {
  pid: number;
  doing: string;
}

export interface Lock {
  release(): void;
}

/** A name in Linux's abstract socket space: it vanishes with its process, however that ends. */
function address(home: string): string {
  const key = createHash('sha256')
    .update(path.resolve(home))
    .digest('hex')
    .slice(0, 32);
  return `\0backstage-cde/cluster/${key}`;
}

/** Takes the machine's lock on the cluster, or answers undefined where another process has it. */
export function tryLock(
  home: string,
  doing: string,
): Promise<Lock | undefined> {
  const holder: Holder = { pid: process.pid, doing };
  const server = createServer(socket => {
    socket.on('error', () => socket.destroy()); // the asker has gone; nothing depends on it
    socket.end(JSON.stringify(holder));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address(home), () => {
      server.unref();
      resolve({ release: () => void server.close() });
    });
  });
}

/** Who holds the lock now, or undefined where nobody does. */
export function lockHolder(home: string): Promise<Holder | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(address(home));
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', chunk => {
      text += chunk;
    });
    socket.on('end', () => resolve(JSON.parse(text) as Holder));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET')
        resolve(undefined);
      else reject(error);
    });
  });
}
