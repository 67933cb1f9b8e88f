export {
  choose,
  chooseClass,
  classesOf,
  classesTooSmall,
  ideSummaries,
  summarize,
  type Choice,
  type TemplateOffer,
} from './offer';
export {
  resolveDevcontainer,
  resolveTemplate,
  type Resolution,
} from './resolve';
export { offerOf, TemplateOffers, whyEnded } from './TemplateOffers';
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
export { configContents, deadlineOf, type TemplateValidator } from './sources';
export { TemplateEvents } from './TemplateEvents';
export { TemplateSync } from './TemplateSync';
export * from './types';
export { refuseProblems } from './words';
export { canonicalJson } from './rows';
export { templateAdmission } from './templateAdmission';
