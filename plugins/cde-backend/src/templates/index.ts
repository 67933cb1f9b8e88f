export {
  choose,
  chooseClass,
  classesTooSmall,
  ideSummaries,
  summarize,
  type Choice,
} from './offer';
