export * from './types';
export { DatabaseKeyStore } from './DatabaseKeyStore';
export { DatabaseLeaseStore } from './DatabaseLeaseStore';
export { DatabaseWorkspaceStore } from './DatabaseWorkspaceStore';
export {
  DatabaseFacts,
  NO_FACTS,
  type FactsReader,
  type WorkspaceFacts,
} from './facts';
export { matchesFilter } from './filters';
export {
  decideDelete,
  decideRestart,
  decideStart,
  decideStop,
  possibleActs,
  type Act,
} from './lifecycle';
export { presentDetails, presentWorkspace } from './present';
export {
  foldersBeside,
  placeAdditional,
  presentAdditional,
  workspaceFile,
  type PlacedRepository,
} from './repositories';
export { median, startKey } from './timelines';
