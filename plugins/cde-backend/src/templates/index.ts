export {
  choose,
  chooseClass,
  classesTooSmall,
  ideSummaries,
  summarize,
  type Choice,
} from './offer';
export { noTemplate, readOnly } from './conflicts';
export { DatabaseTemplateStore } from './DatabaseTemplateStore';
export { draftProblems, readDraft } from './drafts';
export { matchesTemplateFilter } from './filters';
export { matchOf, matchTemplates } from './match';
export {
  presentDraft,
  presentRevision,
  presentTemplate,
  presentTemplateDetails,
  shownState,
} from './present';
export {
  configContents,
  deadlineOf,
  type TemplateValidator,
} from './sources';
export { TemplateEvents } from './TemplateEvents';
export { TemplateSync } from './TemplateSync';
export * from './types';
export { refuseProblems } from './words';
