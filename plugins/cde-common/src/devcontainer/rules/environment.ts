import type { Rule, RuleContext } from '../context';
import { expandText } from '../context';
import type { SourceValue } from '../document';

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

const reserved: Array<{ names: RegExp; reason: string }> = [
  {
    names: /^LD_(PRELOAD|AUDIT)$/,
    reason:
      'it would be loaded into every program of the container, ours included',
  },
  {
    names: /^PATH$/,
    reason:
      'it would replace the path of the image; remoteEnv may extend it: "${containerEnv:PATH}:/more"',
  },
  { names: /^HOME$/, reason: "the home folder is on the workspace's volume" },
  {
    names: /^GIT_/,
    reason:
      'git is set up with your name, your e-mail and the credentials of the workspace',
  },
  {
    names: /^CDE_/,
    reason: 'names beginning with CDE_ belong to the workspace itself',
  },
  {
    names: /^KUBERNETES_/,
    reason: 'names beginning with KUBERNETES_ belong to the cluster',
  },
];

/** Why a variable of this name may not be set, if so. */
export function reservedReason(name: string): string | undefined {
  return reserved.find(entry => entry.names.test(name))?.reason;
}

/** The container's own environment, for every process in it. */
export const containerEnv: Rule = (source, context) => {
  setEach(source, context, (name, item) => {
    const text = variableText(item, context, 'unknown');
    if (text === undefined) {
      context.report.invalid(item, 'a string');
    } else {
      setContainerVariable(name, text, item, context);
    }
  });
};

/** Sets one variable for the container, or says why not; also for `runArgs: ["--env", …]`. */
export function setContainerVariable(
  name: string,
  value: string,
  source: SourceValue,
  context: RuleContext,
) {
  const { report, draft } = context;
  const reason = reservedReason(name);
  if (!NAME.test(name)) {
    report.refused(
      source,
      `"${name}" cannot be the name of an environment variable.`,
    );
  } else if (reason) {
    report.refused(source, `${name} cannot be set: ${reason}.`);
  } else if (name === 'NODE_OPTIONS') {
    if (!draft.remoteEnv.has(name)) draft.remoteEnv.set(name, value);
    report.translated(
      source,
      'Set for commands, terminals and the IDE, not for the tools that run the workspace.',
    );
  } else {
    draft.containerEnv.set(name, value);
  }
}

/** The environment of commands, terminals and the IDE. */
export const remoteEnv: Rule = (source, context) => {
  setEach(source, context, (name, item) =>
    setRemoteVariable(name, item, context),
  );
};

function setRemoteVariable(
  name: string,
  item: SourceValue,
  context: RuleContext,
) {
  const { report, draft } = context;
  const value =
    item.value === null ? null : variableText(item, context, 'keep');
  const extendsPath =
    name === 'PATH' &&
    typeof value === 'string' &&
    value.includes('${containerEnv:PATH}');
  const reason = extendsPath ? undefined : reservedReason(name);
  if (value === undefined) {
    report.invalid(item, 'a string, or null to unset it');
  } else if (!NAME.test(name)) {
    report.refused(
      item,
      `"${name}" cannot be the name of an environment variable.`,
    );
  } else if (reason) {
    report.refused(item, `${name} cannot be set: ${reason}.`);
  } else {
    draft.remoteEnv.set(name, value);
  }
}

function setEach(
  source: SourceValue,
  { report }: RuleContext,
  set: (name: string, item: SourceValue) => void,
) {
  if (!source.members) {
    report.invalid(source, 'an object of environment variables');
    return;
  }
  report.applied(
    source,
    `Set in the ${
      source.path === 'containerEnv'
        ? 'container'
        : 'IDE, its terminals and the lifecycle commands'
    }.`,
  );
  for (const [name, item] of source.members) set(name, item);
}

/** Numbers and booleans are taken as text, as people mean them. */
function variableText(
  item: SourceValue,
  context: RuleContext,
  mode: 'keep' | 'unknown',
): string | undefined {
  if (typeof item.value === 'string')
    return expandText(item.value, context, mode);
  if (typeof item.value !== 'number' && typeof item.value !== 'boolean')
    return undefined;
  context.report.translated(
    item,
    `Taken as the text "${item.value}"; environment variables are strings.`,
  );
  return String(item.value);
}
