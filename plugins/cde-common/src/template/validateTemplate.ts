import { ceilingFindings } from './checks/ceilings';
import { containerFindings } from './checks/containers';
import { manifestFindings } from './checks/manifests';
import { nameFindings } from './checks/names';
import { parameterFindings } from './checks/parameters';
import { structureFindings } from './checks/structure';
import type { Finding, TemplateSurroundings } from './finding';
import { pathText } from './references';
import { TemplateSource } from './source';
import type { TemplateProblem, WorkspaceTemplateDocument } from './types';

/** @public */
export interface TemplateValidation {
  /** Absent where there is any error. */
  document?: WorkspaceTemplateDocument;
  /** In the order of the text. */
  problems: TemplateProblem[];
}

/**
 * Reads a template's YAML and says what is wrong with it, and where. The same in the browser and in the backend.
 *
 * @param known - what may be referred to; left out, references to the configuration are not checked
 * @public
 */
export function validateTemplate(
  text: string,
  known?: TemplateSurroundings,
): TemplateValidation {
  const read = TemplateSource.read(text);
  if ('problems' in read) return read;
  const { source } = read;
  const findings = templateFindings(source.value, known);
  const problems = findings
    .map(finding => locate(finding, source))
    .sort(
      (a, b) =>
        (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
    );
  const failed = problems.some(({ severity }) => severity === 'error');
  return failed
    ? { problems }
    : { document: source.value as WorkspaceTemplateDocument, problems };
}

/**
 * The same for a document that is no text, for example an entity of the catalog.
 *
 * @public
 */
export function templateDocumentProblems(
  document: unknown,
  known?: TemplateSurroundings,
): TemplateProblem[] {
  return templateFindings(document, known).map(problemOf);
}

/** `name`, or `namespace:name` outside of the namespace `default`. @public */
export function templateId({
  metadata: { name, namespace = 'default' },
}: Pick<WorkspaceTemplateDocument, 'metadata'>): string {
  return namespace === 'default' ? name : `${namespace}:${name}`;
}

/** Meaning is looked at only where the structure is sound. */
function templateFindings(
  value: unknown,
  known: TemplateSurroundings | undefined,
): Finding[] {
  const structure = structureFindings(value);
  if (structure.length > 0) return structure;
  const { spec } = value as WorkspaceTemplateDocument;
  return [
    ...nameFindings(spec, known),
    ...parameterFindings(spec),
    ...containerFindings(spec),
    ...ceilingFindings(spec),
    ...manifestFindings(spec, known),
  ];
}

function locate(finding: Finding, source: TemplateSource): TemplateProblem {
  return { ...problemOf(finding), ...source.at(finding.path, finding.at) };
}

function problemOf({ path, message, severity = 'error' }: Finding) {
  const text = pathText(path);
  return {
    severity,
    message: text && !/^[A-Z]/.test(message) ? `${text}: ${message}` : message,
    path: text,
  };
}
