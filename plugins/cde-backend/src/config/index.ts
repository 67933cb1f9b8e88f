export * from './types';
export { readCdeConfig } from './readCdeConfig';
export { parseBytes, parseCores } from './quantities';
