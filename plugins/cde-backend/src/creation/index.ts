export {
  additionalSources,
  type AdditionalDraft,
  type RepositorySource,
} from './additional';
export {
  CatalogReader,
  componentSource,
  normalizeRef,
  type ComponentSource,
} from './catalog';
export { CreationPlanner, defaultName, type Draft } from './CreationPlanner';
export { replan, type Replanning } from './replan';
export {
  planChange,
  planStart,
  updateOf,
  type ConfigurationChange,
  type TemplateSurroundings,
} from './startPlan';
export { freeName } from './names';
