export * from './StartingPoints';
