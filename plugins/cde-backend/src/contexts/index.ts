export { createContexts } from './createContexts';
export type { ContextReader } from './ContextReader';
