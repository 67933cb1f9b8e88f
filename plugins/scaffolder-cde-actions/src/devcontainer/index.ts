export {
  composeDevcontainer,
  type Composed,
  type Composition,
} from './composeDevcontainer';
export {
  createGenerateDevcontainerAction,
  type GenerateDevcontainerActionOptions,
} from './generateDevcontainer';
export { readImages } from './images';
export { generationInputs, type GenerationInput } from './inputs';
export { isManifest, isRead, type SkeletonFiles } from './manifests';
export {
  checkDevcontainerPath,
  DEFAULT_PATH,
  dockerfilePlace,
  optionsOf,
  USUAL_PATHS,
} from './places';
export type { StackId } from './stacks';
export { validateDevcontainer } from './validateDevcontainer';
