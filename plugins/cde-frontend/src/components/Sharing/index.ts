export * from './AccessPart';
