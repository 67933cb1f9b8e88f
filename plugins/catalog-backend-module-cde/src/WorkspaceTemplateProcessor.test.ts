import type { Entity } from '@backstage/catalog-model';
import { WorkspaceTemplateProcessor } from './WorkspaceTemplateProcessor';

const template: Entity = {
  apiVersion: 'cde.backstage.io/v1alpha1',
  kind: 'WorkspaceTemplate',
  metadata: {
    name: 'python',
    annotations: {
      'backstage.io/managed-by-location': 'url:https://git.example/t.yaml',
    },
  },
  spec: {
    owner: 'platform',
    devcontainer: { image: 'base:1' },
    resourceClasses: ['small'],
  },
};
const location = { type: 'url', target: 'https://git.example/t.yaml' };

describe('WorkspaceTemplateProcessor', () => {
  const processor = new WorkspaceTemplateProcessor();

  it('knows its kind alone', async () => {
    expect(await processor.validateEntityKind(template)).toBe(true);
    expect(
      await processor.validateEntityKind({ ...template, kind: 'Component' }),
    ).toBe(false);
  });

  it('says what is wrong', async () => {
    await expect(
      processor.validateEntityKind({
        ...template,
        spec: { ...template.spec, imagge: 'x' },
      }),
    ).rejects.toThrow(/imagge/);
    await expect(
      processor.validateEntityKind({ ...template, spec: undefined }),
    ).rejects.toThrow(/spec/);
  });

  it('relates templates to their group', async () => {
    const emit = jest.fn();
    await processor.postProcessEntity(template, location, emit);
    const self = {
      kind: 'WorkspaceTemplate',
      namespace: 'default',
      name: 'python',
    };
    const group = { kind: 'group', namespace: 'default', name: 'platform' };
    expect(emit.mock.calls.map(([{ relation }]) => relation)).toEqual([
      { source: self, type: 'ownedBy', target: group },
      { source: group, type: 'ownerOf', target: self },
    ]);
    emit.mockClear();
    await processor.postProcessEntity(
      { ...template, kind: 'Component' },
      location,
      emit,
    );
    expect(emit).not.toHaveBeenCalled();
  });
});
