export * from './WorkspacePage';
