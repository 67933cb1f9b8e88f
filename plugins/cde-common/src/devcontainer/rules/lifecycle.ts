import type { LifecycleCommand, LifecyclePhase } from '../../agent';
import type { Rule, RuleContext } from '../context';
import { expandText } from '../context';
import type { SourceValue } from '../document';

const when: Record<LifecyclePhase, string> = {
  onCreateCommand: 'Runs once, when the workspace is made.',
  updateContentCommand: 'Runs once, after onCreateCommand.',
  postCreateCommand: 'Runs once, after updateContentCommand.',
  postStartCommand: 'Runs at every start.',
  postAttachCommand: 'Runs when the IDE is opened.',
};

/** All phases, in the order in which they run. */
export const lifecyclePhases = Object.keys(when) as LifecyclePhase[];

const EXPECTED =
  'a string (shell), an array of strings (program and arguments) or an object of these (in parallel)';

/** One of the lifecycle commands, in any of its three forms. */
export function lifecycleRule(phase: LifecyclePhase): Rule {
  return (source, context) => {
    if (!source.members && !commandOf('', source, context)) {
      if (isNothing(source)) context.report.ignored(source, 'It is empty.');
      else context.report.invalid(source, EXPECTED);
      return;
    }
    const commands = source.members
      ? namedCommands(source.members, context)
      : [commandOf('', source, context)!];
    if (commands.length > 0) context.draft.lifecycle[phase] = commands;
    context.report.applied(
      source,
      commands.length > 1
        ? `${when[phase]} ${commands.length} commands in parallel.`
        : when[phase],
    );
    warnOfSudo(commands, source, context);
  };
}

function namedCommands(
  members: Map<string, SourceValue>,
  context: RuleContext,
): LifecycleCommand[] {
  const commands: LifecycleCommand[] = [];
  for (const [name, item] of members) {
    const command = commandOf(name, item, context);
    if (command) commands.push(command);
    else if (isNothing(item)) context.report.ignored(item, 'It is empty.');
    else
      context.report.invalid(
        item,
        'a string (shell) or an array of strings (program and arguments)',
      );
  }
  return commands;
}

function commandOf(
  name: string,
  { value }: SourceValue,
  context: RuleContext,
): LifecycleCommand | undefined {
  if (typeof value === 'string' && value.trim() !== '') {
    return { name, run: expandText(value, context, 'shell') };
  }
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(part => typeof part === 'string')
  ) {
    return { name, run: value.map(part => expandText(String(part), context)) };
  }
  return undefined;
}

function isNothing({ value }: SourceValue): boolean {
  return (
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

function warnOfSudo(
  commands: LifecycleCommand[],
  source: SourceValue,
  { report }: RuleContext,
) {
  const usesSudo = commands.some(({ run }) =>
    /(^|[\s;&|(])sudo\s/.test(typeof run === 'string' ? run : `${run[0]} `),
  );
  if (usesSudo) {
    report.problem(
      'warning',
      `${source.path} uses sudo, which cannot raise rights in a workspace: containers never run as root. ` +
        'Do that part in the image.',
      source.at,
    );
  }
}

/** The phase that the IDE waits for. */
export const waitFor: Rule = (source, { report, draft }) => {
  const phase = lifecyclePhases.find(candidate => candidate === source.value);
  if (phase) {
    draft.waitFor = phase;
    report.applied(source, `The IDE opens after ${phase}.`);
  } else if (source.value === 'initializeCommand') {
    draft.waitFor = 'onCreateCommand';
    report.translated(
      source,
      'initializeCommand does not run here, so the IDE opens after onCreateCommand.',
    );
  } else {
    report.invalid(source, `one of ${lifecyclePhases.join(', ')}`);
  }
};
