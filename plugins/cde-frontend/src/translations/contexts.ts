/** Texts of the ways from a page of a git host, and from other pages of the portal, to a workspace. */
export const contextMessages = {
  title: 'Open a dev environment',
  intro:
    'From the address of a repository, branch, tag, commit, pull request, file or folder',
  address: 'Address',
  addressHelp:
    'As your browser shows it at GitHub, GitLab, Bitbucket, Azure DevOps, Gerrit, Gitea or another git host of the portal',
  look: 'Show what it opens',
  emptyTitle: 'Nothing is started yet',
  emptyText:
    'Paste an address above. You see what would be opened, and start it with a click.',
  looking: 'Reading {{url}}',
  refused: 'This address cannot be opened',
  failed: 'It could not be found out what this address is about',
  subject: {
    repository: 'Repository',
    branch: 'Branch',
    tag: 'Tag',
    commit: 'Commit',
    change: 'Pull request',
    file: 'File',
    folder: 'Folder',
  },
  by: 'by {{author}}',
  into: 'into {{branch}}',
  draft: 'Draft',
  fork: 'From a fork',
  fileHelp:
    'The IDE opens the repository. Press Ctrl+P (Cmd+P) in it and paste this to get there.',
  folderHelp: 'The IDE opens the repository; this folder is in it.',
  component: 'Component',
  componentHelp: 'Several components are in this repository.',
  repositoryAlone: 'None: the repository alone',
  notInCatalog: 'No component that you may see belongs to this repository',
  notInCatalogText:
    'It can be opened all the same. Once it is in the catalog, its workspaces are found on its page too.',
  unavailable: 'No workspace can be created from here',
  broken: 'Its devcontainer.json has to be repaired first.',
  instead: 'New workspace instead',
  reuse: 'Use {{name}}',
  others: 'Your other workspaces of it',
  startingPoints: {
    title: 'Branches and pull requests to start from',
    filter: 'Filter branches and pull requests',
    changes: 'Pull requests',
    branches: 'Branches',
    usual: 'default',
    number: '#{{id}}',
    create: 'New workspace',
    createNamed: 'New workspace from {{name}}',
    all: 'Show all {{number}}',
    noneFits: 'Nothing fits “{{text}}”.',
    noChanges: 'No pull request is open.',
    noBranches: 'The repository has no branch yet.',
    unsupported:
      'Only branches are shown: pull requests of this git host cannot be asked for.',
    changesFailed: 'The pull requests could not be read',
    changesIncomplete: 'Not all pull requests could be read',
    branchesFailed: 'The branches could not be read',
    forkWithoutCommit:
      'Its commits are in a fork, and the git host does not say which.',
    sourceGone: 'Its branch is gone, and the git host does not say its commit.',
  },
  share: {
    title: 'Badges, links and bookmarklet',
    intro:
      'Ways into a dev environment from where people look at the code. Nothing starts before they click again.',
    snippet: 'For',
    kind: {
      markdown: 'a README (Markdown)',
      html: 'a README (HTML)',
      link: 'a chat or a ticket (link)',
      gitlab: 'merge request templates of GitLab',
      github: 'pull request templates of GitHub',
      azure: 'pull request templates of Azure DevOps',
    },
    help: {
      markdown: 'Shows a badge that opens the default branch.',
      html: 'Shows a badge that opens the default branch.',
      link: 'Opens the default branch.',
      gitlab:
        'Into .gitlab/merge_request_templates/Default.md: GitLab puts the branch in.',
      github:
        'Into .github/pull_request_template.md. GitHub has no variables there, so the link asks for the address of the pull request.',
      azure:
        'Into .azuredevops/pull_request_template.md. Azure DevOps has no variables there, so the link asks for the address of the pull request.',
    },
    copy: 'Copy',
    code: 'Text to copy',
    badgeAlt: 'Open in a dev environment',
    badgePreview: 'The badge:',
    paste:
      'paste the address of this pull request there, or use the bookmarklet of the portal.',
    bookmarklet: 'Bookmarklet',
    bookmarkletText:
      'Drag this into your browser’s bookmarks bar. On any page of a git host it shows the dev environment for what you are looking at.',
    bookmarkletHere: 'It works on pages of git hosts: drag it, or copy it.',
    bookmarkletCopy: 'Copy the bookmarklet',
    noRepository: 'This component does not say where its repository is.',
  },
  home: {
    mine: 'My workspaces',
    mineNone:
      'You have no workspace yet. Open a dev environment from a component.',
    mineAll: 'All my workspaces',
    mineFailed: 'Your workspaces could not be read',
    components: 'My team’s components',
    componentsNone:
      'You are in no team that owns components. The catalog shows those of others.',
    componentsFailed: 'Your team’s components could not be read',
    createNamed: 'Create and open a workspace of {{name}}',
    more: 'All components',
  },
  docsEdit: 'Edit in a dev environment',
} as const;
