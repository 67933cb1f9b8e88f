export { DevcontainerProcessor } from './DevcontainerProcessor';
export { DevcontainerWatch, type WatchSettings } from './DevcontainerWatch';
