export {
  DEFAULT_DEVCONTAINER,
  missingRef,
  Sources,
  type DevcontainerSource,
  type ResolvedRef,
} from './Sources';
export { GitSourceProvider } from './git/GitSourceProvider';
export { createAuthorization, type Authorize } from './git/authorization';
export { AllowedHosts, locationOf, type KnownHost } from './git/locate';
