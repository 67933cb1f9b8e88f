export * from './FakeCdeApi';
export * from './fixtures';
