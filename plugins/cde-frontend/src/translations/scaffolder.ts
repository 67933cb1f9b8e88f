/** Texts of the fields for forms of software templates. */
export const scaffolderMessages = {
  failed: 'What may be chosen here is not known',
  template: {
    title: 'Workspace template',
    none: 'There is no workspace template that you may use.',
    unknown:
      'The workspace template {{name}} is not offered here: choose another one.',
    classes: 'Sizes: {{names}}',
    revision: 'revision {{number}}',
  },
  resourceClass: {
    title: 'Size of the workspace',
    none: 'The workspace template offers no size.',
    unknown:
      'The size {{name}} is not offered by this workspace template: choose another one.',
    tooSmall:
      'The size {{name}} is smaller than the devcontainer.json asks for: choose a larger one.',
    full: 'A limit is reached: there is no room for a workspace of the size {{name}}. Stop or delete one first, or choose another size.',
    fullTitle: 'There is no room for it at the moment',
    fullText:
      'The workspace is not made while a limit is reached. Everything else is, and it can be made later.',
    left_one: 'Room for {{count}} more of this size.',
    left_other: 'Room for {{count}} more of this size.',
  },
  parameters: {
    title: 'Parameters of the workspace',
    none: 'The workspace template has no parameters.',
    wrong: 'The parameters do not fit the workspace template {{name}}.',
  },
  branch: {
    title: 'Branch',
    first: 'Choose the repository first.',
    find: 'Find a branch',
    usual: 'Default branch',
    usualNamed: 'Default branch ({{name}})',
    typed: 'The branches cannot be listed, but you can type one.',
    typedWhy: 'The branches cannot be listed ({{why}}), but you can type one.',
    unfit: 'A branch name has no spaces and none of ~ ^ : ? * [ \\ or "..".',
    unknown: 'The repository has no branch {{name}}.',
    last: 'Last commit {{commit}}',
    by: 'by {{author}}',
  },
} as const;
