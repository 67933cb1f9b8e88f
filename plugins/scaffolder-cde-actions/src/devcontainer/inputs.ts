import type { z as zod } from 'zod/v3';
import { PHASES } from './devcontainerFor';
import { STACKS } from './stacks';

type Z = typeof zod;

/** As the distribution specification has it, short enough for a line of a Dockerfile. */
export const IMAGE_PATTERN =
  /^[a-z0-9][a-z0-9._-]*(:\d+)?(\/[a-z0-9._-]+)*(:[\w][\w.-]{0,127})?(@[a-z0-9]+:[0-9a-f]+)?$/i;
/** The same, with a place for the version. */
export const IMAGE_TEMPLATE_PATTERN =
  /^[a-z0-9][a-z0-9._-]*(:\d+)?(\/[a-z0-9._-]+)*(:([\w]|\{version\})([\w.-]|\{version\}){0,127})?(@[a-z0-9]+:[0-9a-f]+)?$/i;
const EXTENSION_PATTERN = /^[a-z0-9][a-z0-9-]*\.[a-z0-9][\w.-]*(@[\w.-]+)?$/i;
const SIZE_PATTERN = /^\d+[tgmk]b$/;
const VARIABLE_PATTERN = /^[A-Za-z_]\w*$/;
const PACKAGE_PATTERN = /^[a-z0-9][a-z0-9+.-]+$/;
const VERSION_PATTERN = /^[\w][\w.-]{0,60}$/;

/** Inputs that say what a devcontainer.json shall have; the same for all actions that make one. */
export const generationInputs = {
  stack: (z: Z) =>
    z
      .enum(STACKS, {
        description:
          "What the project is written in. Default: detected from its files (package.json, go.mod, pyproject.toml, pom.xml, Gemfile, Cargo.toml and the like); 'base' for none",
      })
      .optional(),
  version: (z: Z) =>
    z
      .string({
        description:
          'Version of the stack. Default: what the files ask for, such as the engines of package.json',
      })
      .regex(VERSION_PATTERN)
      .optional(),
  name: (z: Z) =>
    z
      .string({ description: 'Name of the environment' })
      .min(1)
      .max(100)
      .optional(),
  image: (z: Z) =>
    z
      .string({
        description:
          'Image to use in place of the one that follows from the stack',
      })
      .max(300)
      .regex(IMAGE_PATTERN, 'must be the reference of an image')
      .optional(),
  images: (z: Z) =>
    z
      .record(
        z.enum(STACKS),
        z
          .string()
          .max(300)
          .regex(IMAGE_TEMPLATE_PATTERN, 'must be the reference of an image'),
        {
          description:
            "Images by stack, in place of the configuration's and the well-known ones; {version} stands for the version",
        },
      )
      .optional(),
  ports: (z: Z) =>
    z
      .array(
        z.union([
          z.number().int().min(1).max(65535),
          z
            .object({
              port: z.number().int().min(1).max(65535),
              label: z.string().min(1).max(80).optional(),
              protocol: z.enum(['http', 'https']).optional(),
            })
            .strict(),
        ]),
        { description: 'Ports that the application listens on' },
      )
      .max(50)
      .optional(),
  commands: (z: Z) => {
    const single = z.union([z.string(), z.array(z.string()).min(1)]);
    const command = z.union([single, z.record(z.string(), single)]).optional();
    return z
      .object(
        Object.fromEntries(PHASES.map(phase => [phase, command])) as Record<
          (typeof PHASES)[number],
          typeof command
        >,
        {
          description:
            "Lifecycle commands by phase. updateContentCommand fetches the project's dependencies unless another is given; an empty text leaves it out",
        },
      )
      .strict()
      .optional();
  },
  extensions: (z: Z) =>
    z
      .array(
        z.string().regex(EXTENSION_PATTERN, 'must be like publisher.name'),
        { description: "Extensions of VS Code beside the stack's own" },
      )
      .max(100)
      .optional(),
  settings: (z: Z) =>
    z
      .record(z.string(), z.any(), { description: 'Settings of VS Code' })
      .optional(),
  containerEnv: (z: Z) =>
    z
      .record(z.string().regex(VARIABLE_PATTERN), z.string(), {
        description: 'Environment variables; no secrets, as the file is public',
      })
      .optional(),
  hostRequirements: (z: Z) =>
    z
      .object(
        {
          cpus: z.number().int().min(1).optional(),
          memory: z.string().regex(SIZE_PATTERN, 'must be like 4gb').optional(),
          storage: z
            .string()
            .regex(SIZE_PATTERN, 'must be like 10gb')
            .optional(),
          gpu: z.union([z.boolean(), z.literal('optional')]).optional(),
        },
        { description: 'What the environment needs at least' },
      )
      .strict()
      .optional(),
  remoteUser: (z: Z) =>
    z
      .string({
        description: "User in the container. Default: the image's own",
      })
      .regex(/^[a-z_][a-z0-9_-]{0,31}$/)
      .optional(),
  dockerfile: (z: Z) =>
    z
      .boolean({
        description:
          'Write a Dockerfile that starts from the image, and build it',
      })
      .optional(),
  packages: (z: Z) =>
    z
      .array(z.string().regex(PACKAGE_PATTERN), {
        description: 'Debian packages that the Dockerfile installs',
      })
      .max(200)
      .optional(),
  overwrite: (z: Z) =>
    z
      .boolean({
        description:
          'Replace values that an existing file has. Default: they are kept, and only what is missing is added',
      })
      .optional(),
};

/** Values of `generationInputs`. */
export type GenerationInput = {
  [K in keyof typeof generationInputs]?: zod.infer<
    ReturnType<(typeof generationInputs)[K]>
  >;
};
