export { createHandlers } from './handlers';
export { createRouter } from './createRouter';
