import { KubernetesClient, KubernetesError, type Transport } from '../clusters';
import type { AnyObject } from '../manifests';
import { Extras } from './extras';

interface Call {
  method: string;
  path: string;
}

/** An API server that knows two kinds, and answers writes with an error if told to. */
function apiServer(error?: KubernetesError) {
  const calls: string[] = [];
  const answer = ({ method, path }: Call) => {
    calls.push(`${method} ${path}`);
    if (path === '/api/v1')
      return {
        resources: [
          { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
          { name: 'nodes', kind: 'Node', namespaced: false },
          { name: 'configmaps/status', kind: 'ConfigMap', namespaced: true },
        ],
      };
    if (method === 'GET') throw new KubernetesError(404, {});
    if (error) throw error;
    return {};
  };
  const transport = {
    request: async (call: Call) => answer(call),
  } as unknown as Transport;
  return { calls, client: new KubernetesClient(transport, 'test') };
}

const object = (kind = 'ConfigMap', apiVersion = 'v1'): AnyObject => ({
  apiVersion,
  kind,
  metadata: { name: 'cde-1-a', namespace: 'n' },
});
const extras = () =>
  new Extras({
    manifestKinds: [
      { apiVersion: 'v1', kind: 'ConfigMap' },
      { apiVersion: 'v1', kind: 'Node' },
      { apiVersion: 'x.io/v1', kind: 'Thing' },
    ],
  });

describe('objects that a template brings along', () => {
  it('are applied where the cluster keeps their kind, which is asked for once', async () => {
    const { client, calls } = apiServer();
    await extras().apply(client, [object(), object()]);
    const write = 'PATCH /api/v1/namespaces/n/configmaps/cde-1-a';
    expect(calls).toEqual(['GET /api/v1', write, write]);
  });

  it.each<
    [string, AnyObject, KubernetesError | undefined, string, RegExp, boolean]
  >([
    [
      'a kind that is not allowed',
      object('Secret'),
      undefined,
      'KindNotAllowed',
      /'v1 Secret'/,
      true,
    ],
    [
      'a kind of the whole cluster',
      object('Node'),
      undefined,
      'KindNotAllowed',
      /belong to no namespace/,
      true,
    ],
    [
      'a kind that is not there',
      object('Thing', 'x.io/v1'),
      undefined,
      'KindUnknown',
      /does not know the kind 'x.io\/v1 Thing'/,
      false,
    ],
    [
      'a missing right',
      object(),
      new KubernetesError(403, {
        message:
          'configmaps "a" is forbidden: User "u" cannot patch resource "configmaps" in API group ""',
      }),
      'PortalForbidden',
      /may not patch configmaps/,
      false,
    ],
    [
      'an invalid object',
      object(),
      new KubernetesError(422, { message: 'data: Invalid value' }),
      'ManifestRefused',
      /data: Invalid value/,
      true,
    ],
    [
      'a refusal by admission',
      object(),
      new KubernetesError(403, { message: 'denied by policy' }),
      'ManifestRefused',
      /denied by policy/,
      false,
    ],
  ])('are refused with %s', async (_, one, error, reason, message, final) => {
    const { client } = apiServer(error);
    await expect(extras().apply(client, [one])).rejects.toMatchObject({
      why: { reason, message: expect.stringMatching(message) },
      final,
    });
  });

  it.each([
    new KubernetesError(503, {}),
    new KubernetesError(429, {}),
    new KubernetesError(404, { message: 'namespaces "n" not found' }),
  ])('are tried again after what may pass: %s', async error => {
    const { client } = apiServer(error);
    await expect(extras().apply(client, [object()])).rejects.toBe(error);
  });

  it('are removed once no revision asks for them, be they there or not', async () => {
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'cde-1-a' };
    const { client, calls } = apiServer(new KubernetesError(404, {}));
    await extras().remove(client, 'n', [
      reference,
      { ...reference, apiVersion: 'gone.io/v1' },
    ]);
    expect(calls).toEqual([
      'GET /api/v1',
      'DELETE /api/v1/namespaces/n/configmaps/cde-1-a',
      'GET /apis/gone.io/v1',
    ]);
  });
});
