import { exampleOf } from './exampleOf';

const example = (description: string, input: object) =>
  exampleOf(description, {
    id: 'workspace',
    name: 'Open a dev environment',
    action: 'cde:workspace:create',
    input,
  });

export const examples = [
  example('A workspace for a component that an earlier step registered', {
    component: "${{ steps['register'].output.entityRef }}",
  }),
  example('A branch, with a larger resource class and a name', {
    component: 'component:default/payments-api',
    ref: { type: 'branch', name: 'feature/refunds' },
    resourceClass: 'large',
    name: 'refunds',
  }),
  example('A repository that is not in the catalog', {
    repositoryUrl: 'https://github.com/backstage/backstage',
  }),
  example('The task goes on where the quota leaves no room for it', {
    component: "${{ steps['register'].output.entityRef }}",
    repositoryUrl: '${{ steps.publish.output.remoteUrl }}',
    onFailure: 'continue',
  }),
];
