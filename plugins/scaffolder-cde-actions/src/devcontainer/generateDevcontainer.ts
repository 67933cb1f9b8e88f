import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { composeDevcontainer } from './composeDevcontainer';
import { examples } from './generateDevcontainer.examples';
import { generationInputs } from './inputs';
import {
  checkDevcontainerPath,
  DEFAULT_PATH,
  dockerfilePlace,
  optionsOf,
  USUAL_PATHS,
} from './places';
import type { StackId } from './stacks';
import { WorkspaceFolder } from './WorkspaceFolder';

export interface GenerateDevcontainerActionOptions {
  /** The platform's own images by stack. */
  images?: Partial<Record<StackId, string>>;
}

/** `cde:devcontainer:generate`: writes a devcontainer.json for what is in the task's workspace. */
export function createGenerateDevcontainerAction(
  options: GenerateDevcontainerActionOptions = {},
) {
  const { images = {} } = options;
  return createTemplateAction({
    id: 'cde:devcontainer:generate',
    description:
      "Writes a devcontainer.json that fits the project in the task's workspace, or adds to the one that is there.",
    examples,
    // A dry run has a workspace of its own, whose files it shows.
    supportsDryRun: true,
    schema: {
      input: {
        targetPath: z =>
          z
            .string({
              description:
                "Folder of the task's workspace that becomes the repository. Default: the workspace itself",
            })
            .optional(),
        devcontainerPath: z =>
          z
            .string({
              description: `Path of the file in the repository. Default: the one that is there, else ${DEFAULT_PATH}`,
            })
            .min(1)
            .optional(),
        ...generationInputs,
      },
      output: {
        path: z =>
          z.string({ description: 'Path of the file in the repository' }),
        stack: z => z.string({ description: 'The stack it was made for' }),
        image: z =>
          z.string({
            description:
              'Image that the environment starts from, if it names one',
          }),
        devcontainer: z =>
          z.record(z.any(), { description: 'Content of the file' }),
      },
    },
    async handler(ctx) {
      const { input, logger, signal } = ctx;
      signal?.throwIfAborted();
      const folder = await WorkspaceFolder.open(
        ctx.workspacePath,
        input.targetPath ?? '.',
      );
      const path = input.devcontainerPath
        ? checkDevcontainerPath(input.devcontainerPath)
        : (await folder.firstOf(USUAL_PATHS)) ?? DEFAULT_PATH;
      const existing = await folder.read(path);
      const composed = composeDevcontainer({
        path,
        existing,
        files: await folder.manifests(),
        stack: input.stack,
        options: optionsOf(input, path, images),
        overwrite: input.overwrite,
      });
      composed.notes.forEach(note => logger.info(note));
      composed.warnings.forEach(warning => logger.warn(`${path}: ${warning}`));

      signal?.throwIfAborted();
      if (composed.dockerfile !== undefined) {
        const place = dockerfilePlace(path).path;
        if (input.overwrite || !(await folder.exists(place))) {
          await folder.write(place, composed.dockerfile);
          logger.info(`Wrote ${place}`);
        } else {
          logger.info(`${place} is there already and stays as it is`);
        }
      }
      if (composed.text !== existing) {
        await folder.write(path, composed.text);
        logger.info(`${existing === undefined ? 'Wrote' : 'Added to'} ${path}`);
      } else {
        logger.info(`${path} has all of it already`);
      }
      ctx.output('path', path);
      ctx.output('stack', composed.detection.stack);
      ctx.output('image', composed.image);
      ctx.output('devcontainer', composed.devcontainer);
    },
  });
}
