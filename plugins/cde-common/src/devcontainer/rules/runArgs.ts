import type { Rule, RuleContext } from '../context';
import { expandText } from '../context';
import type { SourceValue } from '../document';
import { setContainerVariable } from './environment';

interface Flag {
  names: string[];
  /** The flag takes a value, as `--flag=value` or in the next argument. */
  valued?: boolean;
  handle: (source: SourceValue, value: string, context: RuleContext) => void;
}

const refuse =
  (reason: string) =>
  (source: SourceValue, _value: string, { report }: RuleContext) =>
    report.refused(source, reason);
const ignore =
  (reason: string) =>
  (source: SourceValue, _value: string, { report }: RuleContext) =>
    report.ignored(source, reason);
const translate =
  (reason: string) =>
  (source: SourceValue, _value: string, { report }: RuleContext) =>
    report.translated(source, reason);

const flags: Flag[] = [
  {
    names: ['--init'],
    handle: translate('Every workspace has an init process.'),
  },
  {
    names: ['--rm', '-d', '-it', '-i', '-t', '--interactive', '--tty'],
    handle: ignore('Has no meaning here.'),
  },
  {
    names: ['--privileged'],
    handle: refuse('Workspaces never run privileged.'),
  },
  {
    names: ['--cap-add'],
    valued: true,
    handle: refuse(
      'Workspaces get no further capabilities; debuggers work on your own processes without them.',
    ),
  },
  {
    names: ['--cap-drop'],
    valued: true,
    handle: translate('All capabilities are dropped anyway.'),
  },
  {
    names: ['--security-opt'],
    valued: true,
    handle: refuse('The security profile cannot be loosened.'),
  },
  {
    names: ['--network', '--net'],
    valued: true,
    handle: refuse("The network is the cluster's."),
  },
  {
    names: ['--pid', '--ipc', '--uts', '--userns'],
    valued: true,
    handle: refuse('Namespaces of the host are not shared.'),
  },
  {
    names: ['--device', '--volume', '-v', '--mount'],
    valued: true,
    handle: refuse('Nothing of the host can be mounted.'),
  },
  {
    names: ['--add-host', '--dns'],
    valued: true,
    handle: refuse('Names are resolved by the cluster.'),
  },
  {
    names: ['--env-file'],
    valued: true,
    handle: refuse(
      "There is no developer's machine to read it from; use containerEnv.",
    ),
  },
  { names: ['--env', '-e'], valued: true, handle: environmentFlag },
  {
    names: ['--gpus'],
    valued: true,
    handle: (source, _value, { report, draft }) => {
      draft.hostRequirements.gpu ??= true;
      report.translated(source, 'Read as hostRequirements.gpu.');
    },
  },
  {
    names: [
      '--memory',
      '-m',
      '--cpus',
      '--shm-size',
      '--ulimit',
      '--memory-swap',
    ],
    valued: true,
    handle: ignore(
      'Resources come from the resource class; say what is needed in hostRequirements.',
    ),
  },
  {
    names: [
      '--name',
      '--hostname',
      '-h',
      '--label',
      '-l',
      '--platform',
      '--restart',
      '--pull',
    ],
    valued: true,
    handle: ignore('Decided by the workspace itself.'),
  },
  {
    names: ['--publish', '-p', '--expose'],
    valued: true,
    handle: ignore('Ports are offered with forwardPorts.'),
  },
  { names: ['--user', '-u'], valued: true, handle: ignore('Use remoteUser.') },
  {
    names: ['--workdir', '-w'],
    valued: true,
    handle: ignore('Use workspaceFolder.'),
  },
];

/** Arguments of `docker run`: there is no Docker, so each is translated or answered by name. */
export const runArgs: Rule = (source, context) => {
  const { report } = context;
  if (
    !source.items ||
    source.items.some(item => typeof item.value !== 'string')
  ) {
    report.invalid(source, 'an array of strings');
    return;
  }
  const items = source.items;
  for (let index = 0; index < items.length; index++) {
    const [name, inline] = String(items[index].value).trim().split(/=(.*)/s);
    const flag = flags.find(candidate => candidate.names.includes(name));
    if (!flag) {
      report.refused(
        items[index],
        'This argument of "docker run" has no counterpart on Kubernetes that we know of.',
      );
      continue;
    }
    const takesNext =
      flag.valued && inline === undefined && index + 1 < items.length;
    const value = takesNext ? String(items[index + 1].value) : inline ?? '';
    flag.handle(items[index], expandText(value, context), context);
    if (takesNext) index++;
  }
  if (items.length === 0) report.ignored(source, 'It is empty.');
};

function environmentFlag(
  source: SourceValue,
  value: string,
  context: RuleContext,
) {
  const [name, text] = value.split(/=(.*)/s);
  if (text === undefined) {
    context.report.refused(
      source,
      `There is no developer's machine to take ${name} from; use containerEnv.`,
    );
    return;
  }
  setContainerVariable(name, text, source, context);
  if (context.draft.containerEnv.has(name))
    context.report.translated(source, `Read as containerEnv.${name}.`);
}
