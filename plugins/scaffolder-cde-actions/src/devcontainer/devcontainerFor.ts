import type { JsonObject } from '@backstage/types';
import type { SkeletonFiles } from './manifests';
import { stacks, type StackId } from './stacks';

/** A port of the application. */
export interface PortOption {
  port: number;
  label?: string;
  protocol?: 'http' | 'https';
}

/** One command in any of the standard's forms. */
export type CommandOption =
  | string
  | string[]
  | Record<string, string | string[]>;

/** The lifecycle phases that a command may be given for, in the order in which they run. */
export const PHASES = [
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
  'postStartCommand',
  'postAttachCommand',
] as const;

/** What a devcontainer.json shall have beside what follows from the stack. */
export interface DevcontainerOptions {
  name?: string;
  /** Of the stack. Default: what the files ask for. */
  version?: string;
  /** Takes the place of every image that would follow from the stack. */
  image?: string;
  /** The platform's own images by stack; `{version}` in them stands for the version. */
  images?: Partial<Record<string, string>>;
  ports?: Array<number | PortOption>;
  /** An empty text leaves out the stack's own command. */
  commands?: Partial<Record<(typeof PHASES)[number], CommandOption>>;
  /** Added to the stack's own. */
  extensions?: string[];
  settings?: JsonObject;
  containerEnv?: Record<string, string>;
  hostRequirements?: {
    cpus?: number;
    memory?: string;
    storage?: string;
    gpu?: boolean | 'optional';
  };
  remoteUser?: string;
  /** What the container is made from is not up to us, so nothing is known of its user. */
  ownContainer?: boolean;
  /** Folder of the repository that is opened. */
  folder?: string;
  /** Where the Dockerfile will be, seen from devcontainer.json; none is wanted without. */
  dockerfile?: string;
  /** Debian packages that the Dockerfile installs. */
  packages?: string[];
}

/** What is to be written. */
export interface GeneratedDevcontainer {
  devcontainer: JsonObject;
  /** The image itself, or what the Dockerfile starts from. */
  image: string;
  /** Text of the Dockerfile, where one is wanted. */
  dockerfile?: string;
}

/** The devcontainer.json of a stack. Pure: the same input gives the same output. */
export function devcontainerFor(
  stackId: StackId,
  files: SkeletonFiles,
  options: DevcontainerOptions = {},
): GeneratedDevcontainer {
  const stack = stacks[stackId];
  const version =
    options.version ?? stack.version(files) ?? stack.defaultVersion;
  const own =
    options.image ??
    options.images?.[stackId]?.replaceAll('{version}', version);
  const image = own ?? stack.image(version, files);
  // Of other images it is not known; what they say themselves, or the standard's default, applies.
  const knownUser = own || options.ownContainer ? undefined : stack.user;
  const install = stack.install(files);
  const settings = options.settings ?? {};
  const extensions = unique([
    ...stack.extensions,
    ...(options.extensions ?? []),
  ]);

  return {
    image,
    ...(options.dockerfile && {
      dockerfile: dockerfileOf(image, options.packages ?? []),
    }),
    devcontainer: filled({
      name: options.name ?? stack.title,
      ...(options.dockerfile
        ? { build: { dockerfile: options.dockerfile } }
        : { image }),
      workspaceFolder:
        options.folder &&
        `/workspaces/\${localWorkspaceFolderBasename}/${options.folder}`,
      hostRequirements: filled(options.hostRequirements ?? {}),
      containerEnv: options.containerEnv ?? {},
      ...portsOf(options.ports ?? []),
      ...commandsOf(options.commands ?? {}, install),
      customizations: filled({ vscode: filled({ extensions, settings }) }),
      remoteUser: options.remoteUser ?? knownUser,
    }),
  };
}

function portsOf(ports: Array<number | PortOption>): JsonObject {
  const all = ports.map(port =>
    typeof port === 'number' ? { port } : port,
  ) as PortOption[];
  return {
    forwardPorts: unique(all.map(({ port }) => port)),
    portsAttributes: Object.fromEntries(
      all
        .map(({ port, label, protocol }): [string, JsonObject] => [
          String(port),
          filled({ label, protocol }),
        ])
        .filter(([, attributes]) => Object.keys(attributes).length > 0),
    ),
  };
}

/** Dependencies are fetched by updateContentCommand, which prebuilds run too. */
function commandsOf(
  commands: NonNullable<DevcontainerOptions['commands']>,
  install: string | undefined,
): JsonObject {
  const all = { updateContentCommand: install, ...commands };
  return Object.fromEntries(
    PHASES.map(phase => [phase, all[phase]]),
  ) as JsonObject;
}

function dockerfileOf(image: string, packages: string[]): string {
  const installation =
    packages.length > 0
      ? `
RUN apt-get update \\
    && apt-get install --yes --no-install-recommends ${unique(packages).join(
      ' ',
    )} \\
    && rm -rf /var/lib/apt/lists/*
`
      : '';
  return `FROM ${image}\n${installation}`;
}

/** Without what is empty. */
function filled(object: object): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) =>
        value !== undefined &&
        value !== '' &&
        (typeof value !== 'object' || Object.keys(value).length > 0),
    ),
  );
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}
