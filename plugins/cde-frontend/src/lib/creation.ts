import type {
  BranchList,
  CreateWorkspaceRequest,
  CreationOptions,
  GitRef,
} from '@backstage-cde/plugin-cde-common';

/** What a person has filled in; empty means "as usual". */
export interface CreationForm {
  /** Branch name or commit as typed. */
  ref: string;
  template: string;
  resourceClass: string;
  ide: string;
  devcontainerPath: string;
  name: string;
}

export const EMPTY_FORM: CreationForm = {
  ref: '',
  template: '',
  resourceClass: '',
  ide: '',
  devcontainerPath: '',
  name: '',
};

/** Longest name of a workspace. */
export const NAME_LENGTH = 63;

/** Reads what was typed as a branch, or as a commit where it looks like one and no branch is called so. */
export function parseRef(typed: string, branches: BranchList['branches'] = []): GitRef {
  const name = typed.trim();
  if (!name) return { type: 'default' };
  const looksLikeCommit = /^[0-9a-f]{7,40}$/i.test(name);
  const isBranch = branches.some(branch => branch.name === name);
  return { type: looksLikeCommit && !isBranch ? 'commit' : 'branch', name };
}

/** What is wrong with a form before anybody is asked. */
export function formProblem(form: CreationForm): 'nameTooLong' | 'refHasSpaces' | undefined {
  if (form.name.trim().length > NAME_LENGTH) return 'nameTooLong';
  // git-check-ref-format(1): no spaces, control characters, `..` or any of ~^:?*[\
  // eslint-disable-next-line no-control-regex
  if (/[\s~^:?*[\\\u0000-\u001f]|\.\./.test(form.ref.trim())) return 'refHasSpaces';
  return undefined;
}

/** The request that a form stands for; what was left alone is left out. */
export function requestOf(
  component: string,
  form: CreationForm,
  branches: BranchList['branches'] | undefined,
): CreateWorkspaceRequest {
  const given = (value: string) => value.trim() || undefined;
  return {
    component,
    ref: form.ref.trim() ? parseRef(form.ref, branches) : undefined,
    template: given(form.template),
    resourceClass: given(form.resourceClass),
    ide: given(form.ide),
    devcontainerPath: given(form.devcontainerPath),
    name: given(form.name),
  };
}

/** Classes and IDEs that the chosen template (or the first one) offers. */
export function offered(options: CreationOptions | undefined, templateName: string) {
  const template =
    options?.templates.find(({ name }) => name === templateName) ?? options?.templates[0];
  return {
    template,
    resourceClasses: options?.resourceClasses.filter(({ name }) => template?.resourceClasses.includes(name)) ?? [],
    ides: options?.ides.filter(({ name }) => template?.ides.includes(name)) ?? [],
  };
}
