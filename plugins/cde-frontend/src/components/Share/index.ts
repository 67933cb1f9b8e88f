export * from './SharePart';
