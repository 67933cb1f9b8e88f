import { exampleOf } from './exampleOf';

const DESCRIPTIONS = {
  start: 'A workspace that the person chose, waited for by a later step',
  stop: 'A workspace that is not needed until tomorrow',
  delete: 'The workspace that an earlier step tried something out in',
};

export function changeExamples(verb: keyof typeof DESCRIPTIONS) {
  return [
    exampleOf(DESCRIPTIONS[verb], {
      id: verb,
      name: `${verb[0].toUpperCase()}${verb.slice(1)} the dev environment`,
      action: `cde:workspace:${verb}`,
      input: {
        workspaceId:
          verb === 'delete'
            ? '${{ steps.workspace.output.workspaceId }}'
            : '${{ parameters.workspaceId }}',
      },
    }),
  ];
}
