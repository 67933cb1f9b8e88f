import type { Rule, RuleContext } from '../context';
import { expandValue } from '../context';
import type { SourceValue } from '../document';

const EXTENSION =
  /^-?[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9._-]*(@[a-z0-9.-]+)?$/i;

/** What tools may put there; ours is VS Code. */
export const customizations: Rule = (source, context) => {
  const { report } = context;
  if (!source.members) {
    report.invalid(
      source,
      'an object with a member for each tool, such as "vscode"',
    );
    return;
  }
  for (const [tool, item] of source.members) {
    if (tool !== 'vscode')
      report.ignored(item, `For ${tool}, which is not used here.`);
    else if (!item.members)
      report.invalid(item, 'an object with extensions and settings');
    else vscode(item.members, context);
  }
};

function vscode(members: Map<string, SourceValue>, context: RuleContext) {
  for (const [name, item] of members) {
    if (name === 'extensions') addExtensions(item, context, 'applied');
    else if (name === 'settings') addSettings(item, context, 'applied');
    else
      context.report.ignored(
        item,
        'Only extensions and settings have a meaning for VS Code in the browser.',
      );
  }
}

/** From before `customizations` existed. */
export const legacyExtensions: Rule = (source, context) =>
  addExtensions(source, context, 'translated');

/** From before `customizations` existed; the newer place wins. */
export const legacySettings: Rule = (source, context) =>
  addSettings(source, context, 'translated');

function addExtensions(
  source: SourceValue,
  { report, draft }: RuleContext,
  outcome: 'applied' | 'translated',
) {
  if (!source.items) {
    report.invalid(source, 'an array of extension ids such as "golang.go"');
    return;
  }
  const place =
    outcome === 'translated'
      ? 'Read as customizations.vscode.extensions: '
      : '';
  report[outcome](
    source,
    `${place}installed at the first start, as far as the gallery of the installation has them.`,
  );
  for (const item of source.items) {
    const id = typeof item.value === 'string' ? item.value.trim() : '';
    if (!EXTENSION.test(id))
      report.invalid(item, 'an extension id such as "golang.go"');
    else if (id.startsWith('-'))
      draft.extensions.delete(id.slice(1).toLowerCase());
    else draft.extensions.add(id.toLowerCase());
  }
}

function addSettings(
  source: SourceValue,
  context: RuleContext,
  outcome: 'applied' | 'translated',
) {
  if (!source.members) {
    context.report.invalid(source, 'an object of settings');
    return;
  }
  const place =
    outcome === 'translated' ? 'Read as customizations.vscode.settings: ' : '';
  context.report[outcome](
    source,
    `${place}VS Code starts with these settings.`,
  );
  for (const [name, item] of source.members)
    context.draft.settings.set(name, expandValue(item.value, context));
}
