import fs from 'fs';
import https from 'https';
import os from 'os';
import path from 'path';
import { parse } from 'yaml';

const home = process.env.CDE_HOME ?? path.join(process.env.XDG_DATA_HOME ?? path.join(os.homedir(), '.local', 'share'), 'backstage-cde');

interface NamedObject {
  metadata: { name: string; uid: string; labels?: Record<string, string>; deletionTimestamp?: string };
}

/** The tests' own eyes on the cluster, with the administrator's rights, beside the product's client. */
export class ClusterEyes {
  readonly #server: string;
  readonly #agent: https.Agent;

  constructor() {
    const config = parse(fs.readFileSync(path.join(home, 'cluster', 'kubeconfig'), 'utf8'));
    const { cluster } = config.clusters[0];
    const { user } = config.users[0];
    const content = (data?: string, file?: string) => (data ? Buffer.from(data, 'base64') : fs.readFileSync(file!));
    this.#server = cluster.server;
    this.#agent = new https.Agent({
      keepAlive: true,
      ca: content(cluster['certificate-authority-data'], cluster['certificate-authority']),
      cert: content(user['client-certificate-data'], user['client-certificate']),
      key: content(user['client-key-data'], user['client-key']),
    });
  }

  /** All objects of a workspace's kinds in a namespace, by `kind/name`. */
  async objects(namespace: string): Promise<string[]> {
    const kinds: Array<[string, string]> = [
      ['pod', `/api/v1/namespaces/${namespace}/pods`],
      ['volumeclaim', `/api/v1/namespaces/${namespace}/persistentvolumeclaims`],
      ['secret', `/api/v1/namespaces/${namespace}/secrets`],
      ['networkpolicy', `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`],
    ];
    const found = await Promise.all(
      kinds.map(async ([kind, url]) => (await this.list(url)).filter(hasWorkspace).map(({ metadata }) => `${kind}/${metadata.name}`)),
    );
    return found.flat().sort();
  }

  async list(url: string): Promise<NamedObject[]> {
    return ((await this.#request('GET', url)) as { items?: NamedObject[] }).items ?? [];
  }

  /** Removes a namespace and waits until it is gone. */
  async removeNamespace(namespace: string): Promise<void> {
    await this.#request('DELETE', `/api/v1/namespaces/${namespace}`);
    for (let i = 0; i < 300; i++) {
      const answer = (await this.#request('GET', `/api/v1/namespaces/${namespace}`)) as { code?: number };
      if (answer.code === 404) return;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    throw new Error(`namespace ${namespace} is still there after a minute`);
  }

  close() {
    this.#agent.destroy();
  }

  #request(method: string, url: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request = https.request(`${this.#server}${url}`, { method, agent: this.#agent }, response => {
        let body = '';
        response.setEncoding('utf8').on('data', chunk => {
          body += chunk;
        });
        response.on('end', () => resolve(JSON.parse(body)));
      });
      request.on('error', reject).end();
    });
  }
}

const hasWorkspace = ({ metadata }: NamedObject) => Boolean(metadata.labels?.['cde.backstage.io/workspace-id']);
