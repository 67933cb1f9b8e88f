import { sameObject } from './sameObjects';

const encode = (text: string) => Buffer.from(text).toString('base64');

describe('sameObject', () => {
  it('is another workspace and nobody knows it', () => {
    expect(
      sameObject(
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: {
            name: 'cde-old',
            namespace: 'n',
            uid: 'u',
            resourceVersion: '1',
            labels: {
              'cde.backstage.io/workspace-id': 'old',
              'cde.backstage.io/instance': 'demo',
              'app.kubernetes.io/managed-by': 'portal',
            },
            annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'cde.backstage.io/owner': 'ada' },
            ownerReferences: [],
          },
          data: { 'spec.json': encode('{"id":"old"}') },
          status: {},
        } as never,
        'old',
        'new',
      ),
    ).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'cde-new',
        namespace: 'n',
        labels: {
          'cde.backstage.io/workspace-id': 'new',
          'cde.backstage.io/instance': 'raw-client',
          'app.kubernetes.io/managed-by': 'raw-client',
        },
        annotations: { 'cde.backstage.io/owner': 'ada' },
      },
      data: { 'spec.json': encode('{"id":"new"}') },
    });
  });

  it('is selected by its own policy', () => {
    const selector = (id: string, owner: string) => ({
      podSelector: { matchLabels: { 'cde.backstage.io/workspace-id': id, 'cde.backstage.io/instance': owner } },
    });
    const policy = { kind: 'NetworkPolicy', metadata: { labels: {} }, spec: selector('old', 'demo') };
    expect(sameObject(policy as never, 'old', 'new')).toMatchObject({ spec: selector('new', 'raw-client') });
  });

  it('leaves placement to the server', () => {
    const pod = { kind: 'Pod', metadata: { labels: {} }, spec: { nodeName: 'n1', containers: [{ name: 'dev' }] } };
    expect(sameObject(pod as never, 'x', 'y')).toMatchObject({ spec: { containers: [{ name: 'dev' }] } });
    expect(sameObject(pod as never, 'x', 'y')).not.toHaveProperty('spec.nodeName');
  });
});
