/** Values of the standard's variables that are known before a workspace exists. */
export interface VariableValues {
  /** Where the repository is cloned to: there is no other "local" folder. */
  localWorkspaceFolder: string;
  /** Absent while that folder itself is still being worked out. */
  containerWorkspaceFolder?: string;
  devcontainerId: string;
}

/**
 * What to do with `${containerEnv:NAME}`, which only the running container knows:
 * `keep` it for the agent, turn it into a `shell` variable, or leave it with a note.
 */
export type ContainerEnvMode = 'keep' | 'shell' | 'unknown';

/** A text with its variables replaced, and what a reader should know about that. */
export interface Expansion {
  text: string;
  notes: string[];
}

/**
 * Replaces the variables of https://containers.dev/implementors/json_reference/#variables-in-devcontainerjson.
 * Whatever else looks like `${…}` belongs to a shell and stays.
 */
export function expandVariables(
  text: string,
  values: VariableValues,
  containerEnv: ContainerEnvMode,
): Expansion {
  const notes: string[] = [];
  const expanded = text.replace(
    /\$\{([^{}]*)\}/g,
    (whole: string, inner: string) => {
      const [variable, ...rest] = inner.split(':');
      switch (variable) {
        case 'localWorkspaceFolder':
          notes.push(
            `\${localWorkspaceFolder} is the clone, ${values.localWorkspaceFolder}.`,
          );
          return values.localWorkspaceFolder;
        case 'localWorkspaceFolderBasename':
          return basename(values.localWorkspaceFolder);
        case 'containerWorkspaceFolder':
          return values.containerWorkspaceFolder ?? whole;
        case 'containerWorkspaceFolderBasename':
          return values.containerWorkspaceFolder === undefined
            ? whole
            : basename(values.containerWorkspaceFolder);
        case 'devcontainerId':
          return values.devcontainerId;
        case 'env':
        case 'localEnv':
          return hostVariable(whole, rest, notes);
        case 'containerEnv':
          return containerVariable(whole, rest, containerEnv, notes);
        default:
          return whole;
      }
    },
  );
  return { text: expanded, notes };
}

function hostVariable(
  whole: string,
  [name, ...fallback]: string[],
  notes: string[],
): string {
  const value = fallback.join(':');
  notes.push(
    value === ''
      ? `${whole} is empty: there is no developer's machine to take it from.`
      : `${whole} is its default: there is no developer's machine to take ${name} from.`,
  );
  return value;
}

function containerVariable(
  whole: string,
  [name = '', ...fallback]: string[],
  mode: ContainerEnvMode,
  notes: string[],
) {
  if (mode === 'keep') return whole;
  if (mode === 'shell' && /^\w+$/.test(name)) {
    return fallback.length > 0
      ? `\${${name}:-${fallback.join(':')}}`
      : `\${${name}}`;
  }
  notes.push(
    `${whole} stays as it is: only remoteEnv and shell commands know the container's environment.`,
  );
  return whole;
}

function basename(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}
