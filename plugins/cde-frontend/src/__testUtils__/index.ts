export * from './administrationFixtures';
export * from './developerFixtures';
export * from './FakeCdeApi';
export * from './fixtures';
export * from './templateFixtures';
