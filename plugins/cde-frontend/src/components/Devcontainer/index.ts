export * from './Report';
export * from './Summary';
