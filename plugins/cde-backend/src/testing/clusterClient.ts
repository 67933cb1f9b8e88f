import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubernetesError, loadKubeConfig, Transport } from '../clusters';
import type { TestCluster } from './cluster';

/** A namespace for one test file, with its own name, enforcing restricted pods. */
export function testNamespace(purpose: string) {
  const name = `cde-test-${purpose}-${randomBytes(3).toString('hex')}`;
  let transport: Transport;
  const path = `/api/v1/namespaces/${name}`;
  return {
    name,
    /** What an admin can do, for what tests do behind the portal's back. */
    admin: () => transport,
    async create(
      cluster: TestCluster,
      labels: Record<string, string> = {},
    ): Promise<void> {
      transport = new Transport(
        await loadKubeConfig({
          type: 'kubeconfig',
          path: cluster.kubeconfigPath,
        }),
      );
      const metadata = {
        name,
        labels: {
          'pod-security.kubernetes.io/enforce': 'restricted',
          'cde.backstage.io/test': 'true',
          ...labels,
        },
      };
      await transport.request({
        method: 'POST',
        path: '/api/v1/namespaces',
        body: { apiVersion: 'v1', kind: 'Namespace', metadata },
      });
    },
    /** All objects of a kind (its plural) in the namespace. */
    async list<
      T = {
        metadata: {
          name: string;
          uid: string;
          labels?: Record<string, string>;
        };
      },
    >(plural: string): Promise<T[]> {
      const api =
        plural === 'networkpolicies'
          ? `/apis/networking.k8s.io/v1/namespaces/${name}`
          : path;
      return (
        await transport.request<{ items: T[] }>({
          method: 'GET',
          path: `${api}/${plural}`,
        })
      ).items;
    },
    /** Waits until nothing of the namespace is left, so that the next test finds room. */
    async remove(): Promise<void> {
      try {
        await transport.request({ method: 'DELETE', path });
        for (let tries = 0; tries < 300; tries += 1) {
          await transport.request({ method: 'GET', path });
          await sleep(200);
        }
        throw new Error(`The namespace ${name} is still there after a minute`);
      } catch (error) {
        if (!(error instanceof KubernetesError) || error.status !== 404)
          throw error;
      } finally {
        transport.close();
      }
    },
  };
}
