import type {
  CreateWorkspaceRequest,
  CreationOptions,
  GitRef,
  ResourceClass,
  WorkspacePreview,
  WorkspaceTemplateSummary,
} from '@backstage-cde/plugin-cde-common';
import type { ParameterValues } from './parameters';

/** A further repository as it is chosen. */
export interface AdditionalChoice {
  /** Entity ref of the component. */
  component: string;
  /** Empty: the default branch. */
  branch: string;
}

/** What a person has filled in; empty means "as usual". */
export interface CreationForm {
  branch: string;
  /** Hash of a commit; counts instead of the branch. */
  commit: string;
  template: string;
  resourceClass: string;
  ide: string;
  devcontainerPath: string;
  name: string;
  /** Cloned beside the component's own repository. */
  additional: AdditionalChoice[];
  /** Of the template; belong to the chosen one. */
  parameters: ParameterValues;
  /** False while they do not fit the template's schema. */
  parametersFit: boolean;
}

export const EMPTY_FORM: CreationForm = {
  branch: '',
  commit: '',
  template: '',
  resourceClass: '',
  ide: '',
  devcontainerPath: '',
  name: '',
  additional: [],
  parameters: {},
  parametersFit: true,
};

/** Longest name of a workspace. */
export const NAME_LENGTH = 63;

/** What a form says to start from; undefined for the repository's default. */
export function refOf({ branch, commit }: CreationForm): GitRef | undefined {
  if (commit.trim())
    return { type: 'commit', name: commit.trim().toLowerCase() };
  if (branch.trim()) return { type: 'branch', name: branch.trim() };
  return undefined;
}

/** What can be wrong with a form. */
export type FormProblem =
  | 'nameTooLong'
  | 'commitUnfit'
  | 'branchUnfit'
  | 'parametersUnfit';

/** Unfit for a branch by git-check-ref-format(1): spaces, `..`, and ~^:?*[\ */
const UNFIT_FOR_BRANCH = /[\s~^:?*[\\]|\.\./;

/** A whole hash, of SHA-1 or SHA-256. */
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/i;

/** Whether a text cannot be the name of a branch. */
export function isUnfitBranch(name: string): boolean {
  return UNFIT_FOR_BRANCH.test(name.trim());
}

/** What is wrong with a form before anybody is asked. */
export function formProblem(form: CreationForm): FormProblem | undefined {
  const commit = form.commit.trim();
  if (commit && !COMMIT.test(commit)) return 'commitUnfit';
  if (isUnfitBranch(form.branch)) return 'branchUnfit';
  if (form.name.trim().length > NAME_LENGTH) return 'nameTooLong';
  if (!form.parametersFit) return 'parametersUnfit';
  return undefined;
}

/** The request that a form stands for; what was left alone is left out. */
export function requestOf(
  component: string,
  form: CreationForm,
): CreateWorkspaceRequest {
  const given = (value: string) => value.trim() || undefined;
  return {
    component,
    ref: refOf(form),
    template: given(form.template),
    resourceClass: given(form.resourceClass),
    ide: given(form.ide),
    devcontainerPath: given(form.devcontainerPath),
    name: given(form.name),
    ...(form.additional.length > 0 && {
      additional: form.additional.map(({ component: further, branch }) => ({
        component: further,
        ...(branch && { ref: { type: 'branch', name: branch } as const }),
      })),
    }),
    ...(Object.keys(form.parameters).length > 0
      ? { parameters: form.parameters }
      : {}),
  };
}

/** What changes with another template: all that belonged to the one before is let go. */
export function withTemplate(
  template: WorkspaceTemplateSummary | undefined,
): Partial<CreationForm> {
  return {
    template: template?.name ?? '',
    resourceClass: '',
    ide: '',
    parameters: {},
    // The form of the parameters says so as soon as it has filled in the defaults.
    parametersFit: !template?.parameters?.required?.length,
  };
}

/** How a class suits what the repository asks for. */
export function fitOf(
  resourceClass: ResourceClass,
  preview: WorkspacePreview | undefined,
): 'tooSmall' | 'fits' | undefined {
  if (!preview) return undefined;
  if (preview.classesTooSmall.includes(resourceClass.name)) return 'tooSmall';
  return preview.classesTooSmall.length > 0 ? 'fits' : undefined;
}

/** Whether nothing can be made because of mistakes in the devcontainer.json. */
export function isBroken(preview: WorkspacePreview | undefined): boolean {
  const problems = preview?.devcontainer.problems ?? [];
  return problems.some(({ severity }) => severity === 'error');
}

/** Classes and IDEs that the chosen template (or the first one) offers. */
export function offered(
  options: CreationOptions | undefined,
  templateName: string,
) {
  const template =
    options?.templates.find(({ name }) => name === templateName) ??
    options?.templates[0];
  return {
    template,
    resourceClasses:
      options?.resourceClasses.filter(({ name }) =>
        template?.resourceClasses.includes(name),
      ) ?? [],
    ides:
      options?.ides.filter(({ name }) => template?.ides.includes(name)) ?? [],
  };
}
