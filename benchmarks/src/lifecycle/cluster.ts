import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import type { KubernetesObject } from '@kubernetes/client-node';

/** What a machine's cluster tells about itself; see its `info.json`. */
export interface ClusterPlace {
  kubeconfig: string;
  portalKubeconfig: string;
  auditLog: string;
  hostAddress: string;
}

/** @throws Error that says how to get a cluster */
export function findCluster(): ClusterPlace {
  const home = process.env.CDE_HOME ?? path.join(process.env.XDG_DATA_HOME ?? path.join(os.homedir(), '.local', 'share'), 'backstage-cde');
  const folder = path.join(home, 'cluster');
  const status = readJson<{ phase?: string }>(path.join(folder, 'status.json'));
  const info = readJson<{ hostAddress: string; auditLog: string }>(path.join(folder, 'info.json'));
  if (status?.phase !== 'ready' || !info) {
    throw new Error('The cluster of this machine is not ready. Run `npm start` and wait until it says so.');
  }
  return { ...info, kubeconfig: path.join(folder, 'kubeconfig'), portalKubeconfig: path.join(folder, 'portal.kubeconfig') };
}

function readJson<T>(file: string): T | undefined {
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as T) : undefined;
}

export interface PodObject extends KubernetesObject {
  status?: { phase?: string; conditions?: Array<{ type: string; status: string }> };
}

/** A client as plain as can be: the API's own requests over kept connections, as administrator. */
export class RawClient {
  readonly #server: string;
  readonly #agent: https.Agent;

  constructor(kubeconfig: string) {
    const { clusters, users } = JSON.parse(fs.readFileSync(kubeconfig, 'utf8'));
    const decode = (data: string) => Buffer.from(data, 'base64');
    this.#server = clusters[0].cluster.server;
    this.#agent = new https.Agent({
      keepAlive: true,
      ca: decode(clusters[0].cluster['certificate-authority-data']),
      cert: decode(users[0].user['client-certificate-data']),
      key: decode(users[0].user['client-key-data']),
    });
  }

  /** @throws Error with the API server's message */
  async request<T = KubernetesObject>(method: string, url: string, body?: object): Promise<T> {
    const { status, text } = await this.#send(method, url, body);
    if (status >= 400) throw new Error(`${method} ${url}: ${status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  }

  async isGone(url: string): Promise<boolean> {
    return (await this.#send('GET', url)).status === 404;
  }

  /** Watches pods until one is as told; returns what ends the watch before that. */
  watchPods(namespace: string, onPod: (pod: PodObject) => void): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const request = https.get(`${this.#server}/api/v1/namespaces/${namespace}/pods?watch=true`, { agent: this.#agent }, response => {
        let rest = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          lines.filter(Boolean).forEach(line => onPod(JSON.parse(line).object));
        });
        response.on('error', () => request.destroy());
        resolve(() => request.destroy());
      });
      request.on('error', reject);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, url: string, body?: object): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const request = https.request(
        `${this.#server}${url}`,
        { method, agent: this.#agent, headers: { 'Content-Type': 'application/json', 'User-Agent': 'raw-client' } },
        response => {
          let text = '';
          response.setEncoding('utf8').on('data', chunk => (text += chunk));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        },
      );
      request.on('error', reject);
      request.end(body && JSON.stringify(body));
    });
  }
}
