export {
  createEngine,
  openWorkspaceTunnel,
  type Clusters,
  type Engine,
  type EngineOptions,
  type TunnelRecord,
} from './engine';
export { makeNamespace } from './makeNamespace';
export { companionsOf, podOf, volumeOf, type ObjectSettings } from './objects';
export { ExtraRefusedError, Extras } from './extras';
export { agentRequest } from './agentClient';
export { AGENT_KEY, deriveAgentToken } from './agentToken';
export { clusterCause, withClusterStatus } from './waiting';
export { type PolicyHooks } from './keeper';
export { withLeadership } from './leadership';
export type { ChangeListener } from './tenure';
export {
  TunnelRefusedError,
  UnreachableError,
  type PodAddress,
  type PodDialer,
  type TunnelTarget,
} from '../clusters';
