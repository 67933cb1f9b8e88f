import type { DevcontainerPlan, DevcontainerReport } from '../types';
import { emptyDraft, type Draft, type RuleContext } from './context';
import { readDocument, type SourceValue } from './document';
import { resolveFolders, type Folders } from './folders';
import { devcontainerIdOf, hashOf } from './hash';
import { locationNote } from './locations';
import { nearestName } from './nearestName';
import { Reporter } from './reporter';
import { rules } from './rules';
import { decideTier, unsupportedTier } from './tier';
import { resolveUser, type ContainerUser } from './user';

/** What a plan is made from. @public */
export interface DevcontainerInput {
  /** The devcontainer.json to follow; without one the defaults apply. */
  file?: { /** Inside the repository. */ path: string; text: string };
  /** Other devcontainer.json files of the repository, for the report. */
  alternatives: string[];
  /** The repository that is cloned; its name becomes the folder's. */
  repository?: { name: string };
  /** For what the file does not say. The home is `/home/<name>` unless given. */
  defaults: { image: string; user: { name: string; home?: string } };
  workspaceId: string;
}

/** A plan and how it came about. @public */
export interface DevcontainerOutcome {
  /** Absent where nothing can be built from the file; the report's problems say why. */
  plan: DevcontainerPlan | undefined;
  report: DevcontainerReport;
}

/** Settled by other means than a rule of its own. */
const SETTLED_BEFORE = [
  'remoteUser',
  'containerUser',
  'workspaceFolder',
  'workspaceMount',
];

/**
 * Turns a devcontainer.json into a plan for a pod, and reports what became of
 * each of its properties. Pure: the same input gives the same outcome.
 *
 * Syntax errors are reported, and what could be read is used, as the reference
 * implementation does; but not where the image itself got lost through them.
 *
 * @public
 */
export function planDevcontainer(
  input: DevcontainerInput,
): DevcontainerOutcome {
  const { file, alternatives } = input;
  const report = new Reporter(file?.path ?? '');
  const members = file
    ? readMembers(file, report)
    : new Map<string, SourceValue>();
  const plan = members && planFrom(members, input, report);
  return {
    plan,
    report: {
      source: file ? 'file' : 'default',
      ...(file && { path: file.path }),
      alternatives,
      properties: report.properties,
      problems: report.problems,
    },
  };
}

function readMembers(file: { path: string; text: string }, report: Reporter) {
  const note = locationNote(file.path);
  if (note) report.problem('warning', note);
  const document = readDocument(file.text);
  for (const { severity, message, line, column } of document.problems)
    report.problem(severity, message, { line, column });
  return document.root?.members;
}

function planFrom(
  members: ReadonlyMap<string, SourceValue>,
  input: DevcontainerInput,
  report: Reporter,
): DevcontainerPlan | undefined {
  const brokenSyntax = report.hasErrors;
  const { tier, because } = decideTier(members);
  const devcontainerId = devcontainerIdOf(input.workspaceId);
  const folders = resolveFolders(
    members,
    input.repository?.name,
    devcontainerId,
    report,
  );
  const variables = {
    localWorkspaceFolder: folders.repositoryFolder,
    containerWorkspaceFolder: folders.workspaceFolder,
    devcontainerId,
  };
  const user = resolveUser(members, input.defaults.user, variables, report);
  const draft = emptyDraft();
  applyRules(members, {
    report,
    draft,
    variables,
    user,
    repositoryFolder: folders.repositoryFolder,
    notes: [],
  });

  if (tier !== 'image') {
    report.problem(
      'error',
      `${because?.path}: ${unsupportedTier[tier]}`,
      because?.at,
    );
    return undefined;
  }
  if (because && !draft.image) return undefined;
  if (!draft.image && brokenSyntax) {
    report.problem(
      'error',
      'Because of the syntax errors it is not known which image was meant. Correct the file.',
    );
    return undefined;
  }
  if (!draft.image && input.file)
    report.assumed(
      'image',
      `The file names no image, so the default applies: ${input.defaults.image}.`,
    );
  return finish(draft, draft.image ?? input.defaults.image, user, folders);
}

function applyRules(
  members: ReadonlyMap<string, SourceValue>,
  context: RuleContext,
) {
  for (const [name, rule] of rules) {
    const source = members.get(name);
    if (!source) continue;
    context.notes = [];
    rule(source, context);
    context.report.addNotes(source, context.notes);
  }
  const known = [...rules.keys(), ...SETTLED_BEFORE];
  for (const [name, source] of members) {
    if (!known.includes(name))
      reportUnknown(name, source, known, context.report);
  }
}

function reportUnknown(
  name: string,
  source: SourceValue,
  known: string[],
  report: Reporter,
) {
  const nearest = nearestName(name, known);
  const hint = nearest ? ` Did you mean "${nearest}"?` : '';
  report.ignored(source, `Not a property of the standard.${hint}`);
  report.problem(
    'warning',
    `"${name}" is not a property of devcontainer.json and has no effect.${hint}`,
    source.at,
  );
}

function finish(
  draft: Draft,
  image: string,
  user: ContainerUser,
  folders: Folders,
): DevcontainerPlan {
  const { onCreateCommand, updateContentCommand, postCreateCommand } =
    draft.lifecycle;
  const once = {
    image,
    commands: [onCreateCommand, updateContentCommand, postCreateCommand].map(
      phase => phase ?? [],
    ),
  };
  const { hostRequirements } = draft;
  return {
    image,
    remoteUser: user.name,
    home: user.home,
    ...folders,
    containerEnv: Object.fromEntries(draft.containerEnv),
    remoteEnv: Object.fromEntries(draft.remoteEnv),
    lifecycle: draft.lifecycle,
    waitFor: draft.waitFor,
    ports: [...draft.ports.values()].sort((a, b) => a.port - b.port),
    extensions: [...draft.extensions],
    settings: Object.fromEntries(draft.settings),
    ...(Object.keys(hostRequirements).length > 0 && { hostRequirements }),
    hash: hashOf(once),
  };
}
