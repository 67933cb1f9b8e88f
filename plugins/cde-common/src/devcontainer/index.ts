export {
  planDevcontainer,
  type DevcontainerInput,
  type DevcontainerOutcome,
} from './planDevcontainer';
export {
  devcontainerLocations,
  findDevcontainerFiles,
  type DevcontainerLocation,
} from './locations';
export { folderName as repositoryFolderName } from './folders';
export { describeProblem, findingOf } from './finding';
