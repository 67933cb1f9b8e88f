export {
  DEFAULT_DEVCONTAINER,
  Sources,
  type DevcontainerSource,
  type ResolvedRef,
} from './Sources';
export { GitSourceProvider } from './git/GitSourceProvider';
export { createAuthorization, type Authorize } from './git/authorization';
export { AllowedHosts, type KnownHost } from './git/locate';
