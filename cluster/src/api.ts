import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import path from 'node:path';
import type { ClusterPaths } from './paths.ts';
import type { Settings } from './settings.ts';
import { manifestUrl, splitManifests } from './manifests.ts';

export interface ApiResponse {
  status: number;
  body: string;
}

/** The few calls to the API server that the cluster's own control needs, as user `cluster-control`. */
export class Api {
  readonly #agent: Agent;
  readonly #port: number;

  constructor(paths: ClusterPaths, settings: Settings) {
    const pki = (file: string) => readFileSync(path.join(paths.pki, file));
    this.#agent = new Agent({
      ca: pki('ca.crt'),
      cert: pki('control.crt'),
      key: pki('control.key'),
      keepAlive: true,
    });
    this.#port = settings.ports.api;
  }

  /** @throws where the server does not answer within three seconds. */
  call(
    method: string,
    url: string,
    body?: string,
    contentType?: string,
  ): Promise<ApiResponse> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string> = { 'user-agent': 'cde-cluster' };
      if (contentType) headers['content-type'] = contentType;
      const options = {
        host: '127.0.0.1',
        port: this.#port,
        path: url,
        method,
        headers,
        agent: this.#agent,
        timeout: 3000,
      };
      const outgoing = request(options, response => {
        const chunks: string[] = [];
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: chunks.join('') }),
        );
        response.on('error', reject);
      });
      outgoing.on('timeout', () =>
        outgoing.destroy(
          new Error('the API server did not answer within 3 seconds'),
        ),
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  async isReady(): Promise<boolean> {
    try {
      return (await this.call('GET', '/readyz')).status === 200;
    } catch (error) {
      if (error instanceof Error) return false; // refused or reset: it is still starting
      throw error;
    }
  }

  /** Applies every document of a YAML file, server-side. */
  async apply(manifests: string): Promise<void> {
    for (const manifest of splitManifests(manifests)) {
      const url = `${manifestUrl(
        manifest,
      )}?fieldManager=cde-cluster&force=true`;
      const { status, body } = await this.call(
        'PATCH',
        url,
        manifest,
        'application/apply-patch+yaml',
      );
      if (status >= 300)
        throw new Error(`applying ${url} failed with ${status}: ${body}`);
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}
