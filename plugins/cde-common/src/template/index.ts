export * from './types';
export { parseDuration, formatDuration } from './durations';
export { bytesOf, coresOf } from './quantities';
export { isImageName } from './images';
export {
  isEnvironmentName,
  isReservedEnvironmentName,
} from './environmentNames';
export { isParameterReference, replaceParameters } from './references';
export {
  keptParameters,
  parameterDefaults,
  parameterProblems,
  valueProblem,
  type ParameterOccasion,
} from './parameters';
export { workspaceTemplateSchema } from './schema';
export { MAX_TEMPLATE_BYTES } from './source';
export { isReservedMetadataName } from './checks/manifests';
export type { TemplateSurroundings } from './finding';
export {
  templateDocumentProblems,
  templateId,
  validateTemplate,
  type TemplateValidation,
} from './validateTemplate';
export { isReservedSecretName } from './checks/containers';
