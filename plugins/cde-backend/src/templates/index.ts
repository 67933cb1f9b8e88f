export {
  choose,
  chooseClass,
  classesTooSmall,
  ideSummaries,
  summarize,
  type Choice,
} from './offer';
export { DatabaseTemplateStore } from './DatabaseTemplateStore';
export { matchesTemplateFilter } from './filters';
export * from './types';
