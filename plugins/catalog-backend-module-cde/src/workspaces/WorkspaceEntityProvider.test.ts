import { mockServices } from '@backstage/backend-test-utils';
import { entityEnvelopeSchemaValidator } from '@backstage/catalog-model';
import type { CatalogWorkspace } from '@backstage-cde/plugin-cde-common';
import { WorkspaceEntityProvider } from './WorkspaceEntityProvider';

const ID = '5b0e3d3e-0000-4000-8000-00000000000';
const workspace = (number: number): CatalogWorkspace => ({
  id: `${ID}${number}`,
  name: `payments-${number}`,
  owner: 'user:default/ada',
  component: 'component:default/payments',
});

async function setup() {
  const running: CatalogWorkspace[] = [];
  const list = jest.fn(async (query: { id?: string; cursor?: string }) => {
    if (query.id) {
      return { items: running.filter(({ id }) => id === query.id) };
    }
    const start = Number(query.cursor ?? 0);
    return {
      items: running.slice(start, start + 2),
      ...(start + 2 < running.length && { nextCursor: String(start + 2) }),
    };
  });
  const logger = mockServices.logger.mock();
  const provider = new WorkspaceEntityProvider({
    list,
    appUrl: 'https://portal.example/',
    logger,
    gatheredMs: 20,
  });
  const applyMutation = jest.fn();
  await provider.connect({ applyMutation, refresh: jest.fn() });
  const tell = (eventPayload: unknown) =>
    provider.onEvent({ topic: 'cde.workspaces', eventPayload });
  return { provider, running, list, logger, applyMutation, tell };
}

describe('WorkspaceEntityProvider', () => {
  it('publishes all that run, page by page', async () => {
    const { provider, running, applyMutation } = await setup();
    running.push(workspace(1), workspace(2), workspace(3));
    await provider.refresh();
    const [[mutation]] = applyMutation.mock.calls;
    expect(mutation.type).toBe('full');
    expect(mutation.entities).toHaveLength(3);
    expect(mutation.entities[0]).toEqual({
      locationKey: 'cde-workspaces',
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Resource',
        metadata: {
          name: `cde-${ID}1`,
          title: 'payments-1',
          description: 'A development environment that runs now',
          annotations: {
            'backstage.io/managed-by-location': `cde-workspaces:${ID}1`,
            'backstage.io/managed-by-origin-location': `cde-workspaces:${ID}1`,
            'backstage.io/view-url': `https://portal.example/workspaces/${ID}1`,
          },
          links: [
            {
              url: `https://portal.example/workspaces/${ID}1`,
              title: 'Workspace',
            },
          ],
        },
        spec: {
          type: 'workspace',
          owner: 'user:default/ada',
          dependsOn: ['component:default/payments'],
        },
      },
    });
    for (const { entity } of mutation.entities) {
      expect(() => entityEnvelopeSchemaValidator()(entity)).not.toThrow();
    }
  });

  it('tells changes that come together at once, by what is so now', async () => {
    const { running, applyMutation, list, tell } = await setup();
    running.push(workspace(1));
    await Promise.all([
      tell({ id: `${ID}1`, running: false }),
      tell({ id: `${ID}1`, running: true }),
      tell({ id: `${ID}2`, running: true }),
      tell({ id: 7 }),
      tell(null),
    ]);
    expect(list.mock.calls).toEqual([[{ id: `${ID}1` }], [{ id: `${ID}2` }]]);
    expect(applyMutation.mock.calls).toMatchObject([
      [
        {
          type: 'delta',
          added: [{ entity: { metadata: { name: `cde-${ID}1` } } }],
          removed: [
            {
              entityRef: `resource:default/cde-${ID}2`,
              locationKey: 'cde-workspaces',
            },
          ],
        },
      ],
    ]);
  });

  it('looks at all when many change', async () => {
    const { applyMutation, list, tell } = await setup();
    await Promise.all(
      Array.from({ length: 60 }, (_, number) => tell({ id: `${number}` })),
    );
    expect(list).toHaveBeenCalledTimes(1);
    expect(applyMutation.mock.calls).toMatchObject([[{ type: 'full' }]]);
  });

  it('leaves the entities as they are while the backend does not answer', async () => {
    const { provider, list, applyMutation, logger, running, tell } =
      await setup();
    list.mockRejectedValueOnce(new Error('away'));
    await provider.refresh();
    expect(applyMutation).not.toHaveBeenCalled();
    expect(logger.warn).toHaveBeenCalledTimes(1);
    running.push(workspace(1));
    await tell({ id: `${ID}1` });
    expect(applyMutation).toHaveBeenCalledTimes(1);
  });
});
