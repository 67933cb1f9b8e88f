export { RepositoryLocator } from './locate';
export {
  createProposeDevcontainerAction,
  type ProposeDevcontainerActionOptions,
} from './proposeDevcontainer';
export { Proposers } from './Proposers';
export type { ChangeProposer } from './types';
