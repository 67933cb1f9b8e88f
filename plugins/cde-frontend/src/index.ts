/**
 * Cloud development environments in Backstage's frontend.
 *
 * @packageDocumentation
 */
export { default } from './plugin';
export * from './api';
export {
  MyWorkspacesCard,
  TeamComponentsCard,
} from './components/HomeCards/cards';
export { cdeTranslationRef } from './translation';
