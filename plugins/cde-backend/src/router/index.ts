export { createContextHandlers } from './contexts';
export { createHandlers } from './handlers';
export { createCredentialHandlers } from './credentials';
export { createRouter } from './createRouter';
export { refuseDeparted } from './refuseDeparted';
export { createTemplateHandlers } from './templates';
export { createQuotaHandlers, explainRefusals } from './quotas';
export { createRightsHandlers } from './rights';
export { createSettingsHandlers } from './settings';
