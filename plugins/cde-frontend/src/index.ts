/**
 * Cloud development environments in Backstage's frontend.
 *
 * @packageDocumentation
 */
export { default } from './plugin';
export * from './api';
export { cdeTranslationRef } from './translation';
