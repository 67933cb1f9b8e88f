export { createReadiness, tellingCatalog } from './createReadiness';
export type { DevcontainerInspector } from './DevcontainerInspector';
export type { ReadinessReader } from './ReadinessReader';
export type { WorkspaceCatalog } from './WorkspaceCatalog';
