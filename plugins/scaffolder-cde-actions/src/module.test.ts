import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  scaffolderActionsExtensionPoint,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { scaffolderCdeModule } from './module';

const ACTIONS = [
  'cde:devcontainer:generate',
  'cde:devcontainer:propose',
  'cde:git:publish',
  'cde:workspace:create',
  'cde:workspace:delete',
  'cde:workspace:start',
  'cde:workspace:stop',
  'cde:workspace:wait',
];

async function registered(data: object = {}): Promise<TemplateAction[]> {
  const actions: TemplateAction[] = [];
  await startTestBackend({
    extensionPoints: [
      [
        scaffolderActionsExtensionPoint,
        { addActions: (...added) => actions.push(...added) },
      ],
    ],
    features: [
      scaffolderCdeModule,
      catalogServiceMock.factory(),
      mockServices.rootConfig.factory({
        data: { app: { baseUrl: 'http://portal' }, ...data },
      }),
    ],
  });
  return actions;
}

describe('scaffolderCdeModule', () => {
  it('registers all actions, each with a dry run and examples that fit its schema', async () => {
    const actions = await registered();
    expect(actions.map(({ id }) => id).sort()).toEqual(ACTIONS);
    const ajv = new Ajv({ strict: false });
    for (const { id, schema, examples, supportsDryRun } of actions) {
      expect({ id, supportsDryRun }).toEqual({ id, supportsDryRun: true });
      expect(examples!.length).toBeGreaterThan(0);
      const { $schema, ...input } = schema!.input as object & {
        $schema?: string;
      };
      const fits = ajv.compile(input);
      for (const { example } of examples!) {
        const [step] = parse(example).steps;
        expect(step.action).toBe(id);
        fits(step.input ?? {});
        expect({ id, example, errors: fits.errors }).toEqual({
          id,
          example,
          errors: null,
        });
      }
    }
  });

  it('does not start with images that nobody could use', async () => {
    await expect(
      registered({ cde: { scaffolder: { images: { golang: 'x' } } } }),
    ).rejects.toThrow(/there is no stack 'golang'/);
  });
});
