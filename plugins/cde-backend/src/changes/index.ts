export { Changes } from './Changes';
export { createChangeHosts } from './createChangeHosts';
