import { exampleOf } from '../exampleOf';

const example = (description: string, input: object) =>
  exampleOf(description, {
    id: 'devcontainer',
    name: 'Describe the dev environment',
    action: 'cde:devcontainer:generate',
    input,
  });

export const examples = [
  example("An environment that follows from the skeleton's files", {}),
  example('Ports, commands and what it needs', {
    name: 'Payments API',
    ports: [{ port: 8080, label: 'API', protocol: 'http' }],
    commands: {
      postCreateCommand: 'npm test',
      postStartCommand: { server: 'npm start' },
    },
    extensions: ['dbaeumer.vscode-eslint'],
    hostRequirements: { cpus: 2, memory: '4gb' },
  }),
  example("A stack of one's choice, in the platform's own image", {
    stack: 'python',
    image: 'registry.example.com/dev/python:3.12',
    remoteUser: 'vscode',
  }),
  example('A Dockerfile with packages, in a folder of the workspace', {
    targetPath: './service',
    dockerfile: true,
    packages: ['postgresql-client'],
  }),
];
