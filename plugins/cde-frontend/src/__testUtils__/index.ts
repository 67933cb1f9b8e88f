export * from './administrationFixtures';
export * from './FakeCdeApi';
export * from './fixtures';
export * from './templateFixtures';
