import { exampleOf } from '../exampleOf';

const example = (description: string, input: object) =>
  exampleOf(description, {
    id: 'propose',
    name: 'Propose a dev environment',
    action: 'cde:devcontainer:propose',
    input,
  });

export const examples = [
  example("A pull request for a component, made of its repository's files", {
    component: '${{ parameters.component }}',
  }),
  example("In the user's own name, with ports and a title", {
    component: 'component:default/payments-api',
    token: '${{ secrets.USER_OAUTH_TOKEN }}',
    title: 'A dev environment for payments',
    ports: [8080],
  }),
  example('A file of which every word is given, in a repository', {
    repoUrl: 'https://github.com/acme/payments-api',
    branchName: 'dev-environment',
    targetBranch: 'main',
    content: '{ "image": "mcr.microsoft.com/devcontainers/go:1.24" }\n',
  }),
];
