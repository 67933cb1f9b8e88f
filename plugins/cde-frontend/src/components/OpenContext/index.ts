export * from './ContextFacts';
export * from './OpenPage';
