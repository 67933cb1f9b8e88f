export * from './ComponentSearchResult';
export * from './DocsEditLink';
export * from './useOpenMenuItem';
