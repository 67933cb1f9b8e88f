import { exampleOf } from './exampleOf';

const example = (description: string, input: object) =>
  exampleOf(description, {
    id: 'publish',
    name: 'Make the repository',
    action: 'cde:git:publish',
    input,
  });

export const examples = [
  example('All files of the task, as the person who runs the template', {
    repoUrl: 'https://git.example.com/payments/${{ parameters.name }}',
  }),
  example('One folder, with a branch, a message and an author', {
    repoUrl: 'https://git.example.com/payments/${{ parameters.name }}',
    sourcePath: 'service',
    defaultBranch: 'trunk',
    gitCommitMessage: 'First version, from a template',
    gitAuthorName: 'Templates',
    gitAuthorEmail: 'templates@example.com',
  }),
];
