export * from './CdeApi';
export * from './CdeClient';
