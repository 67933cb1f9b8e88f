export * from './types';
export * from './names';
export * from './contract';
export { literal } from './environment';
export { buildVolumeClaim } from './volume';
export { buildSecret } from './secret';
export { buildNetworkPolicy } from './networkPolicy';
export {
  buildNamespace,
  buildDefaultDeny,
  privilegedNamespace,
} from './namespace';
export { buildExtra, type AnyObject } from './extras';
export { buildPod } from './pod';
