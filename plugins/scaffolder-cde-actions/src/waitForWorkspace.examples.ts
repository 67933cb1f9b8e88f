import { exampleOf } from './exampleOf';

const step = {
  id: 'wait',
  name: 'Wait until it is ready',
  action: 'cde:workspace:wait',
};
const workspaceId = '${{ steps.workspace.output.workspaceId }}';

export const examples = [
  exampleOf('The workspace that an earlier step made', {
    ...step,
    input: { workspaceId },
  }),
  exampleOf('At most five minutes; whatever comes of it, the task goes on', {
    ...step,
    if: workspaceId,
    input: { workspaceId, timeout: { minutes: 5 }, onFailure: 'continue' },
  }),
];
