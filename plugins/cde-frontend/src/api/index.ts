export * from './AdministrationApi';
export * from './CdeApi';
export * from './ContextsApi';
export * from './createCdeClient';
export * from './GitAccessApi';
export * from './GovernanceApi';
export * from './ReadinessApi';
export * from './TemplatesApi';
