import type { SourceValue } from './document';
import type { Reporter } from './reporter';
import { expandVariables, type VariableValues } from './variables';

/** Who works in the container: always uid 1000, whatever the name. */
export interface ContainerUser {
  name: string;
  /** Absolute path of the home folder, which the volume is mounted over. */
  home: string;
}

const ROOT = /^(root|0)(:.*)?$/;
const NUMERIC = /^\d+(:\d+)?$/;
const NAME = /^[a-z_][a-z0-9_.-]{0,31}$/i;

/** Settles remoteUser and containerUser, which mean the same here; the first one counts. */
export function resolveUser(
  members: ReadonlyMap<string, SourceValue>,
  defaults: { name: string; home?: string },
  variables: VariableValues,
  report: Reporter,
): ContainerUser {
  const standard = {
    name: defaults.name,
    home: defaults.home ?? `/home/${defaults.name}`,
  };
  let user: ContainerUser | undefined;
  for (const property of ['remoteUser', 'containerUser']) {
    const source = members.get(property);
    if (source && user) report.ignored(source, 'remoteUser says it already.');
    else if (source) user = userOf(source, standard, variables, report);
  }
  return user ?? standard;
}

function userOf(
  source: SourceValue,
  standard: ContainerUser,
  variables: VariableValues,
  report: Reporter,
): ContainerUser | undefined {
  const name =
    typeof source.value === 'string'
      ? expandVariables(source.value, variables, 'unknown').text.trim()
      : '';
  if (ROOT.test(name)) {
    report.translated(
      source,
      `Containers never run as root: everything runs as ${standard.name} (uid 1000) with the home ${standard.home}. ` +
        'Commands that need root fail; do that part in the image.',
    );
    return standard;
  }
  if (NUMERIC.test(name) || (name === '' && typeof source.value === 'string')) {
    report.translated(
      source,
      `The user is always ${standard.name} with uid 1000.`,
    );
    return standard;
  }
  if (!NAME.test(name)) {
    report.invalid(source, 'the name of a user in the image');
    return undefined;
  }
  if (name === standard.name) {
    report.applied(source, `Everything runs as ${name} (uid 1000).`);
    return standard;
  }
  report.translated(
    source,
    `Everything runs with uid 1000, which should be ${name} in the image, and the home /home/${name}.`,
  );
  return { name, home: `/home/${name}` };
}
