export {
  DEFAULT_DEVCONTAINER,
  Sources,
  type DevcontainerSource,
  type ResolvedRef,
} from './Sources';
export { GitSourceProvider } from './git/GitSourceProvider';
