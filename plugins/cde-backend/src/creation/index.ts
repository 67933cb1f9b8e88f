export { CatalogReader, normalizeRef, type ComponentSource } from './catalog';
export { CreationPlanner, defaultName, type Draft } from './CreationPlanner';
