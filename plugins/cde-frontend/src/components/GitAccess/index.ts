export * from './GitAccess';
