export * from './administrationFixtures';
export * from './contextFixtures';
export * from './developerFixtures';
export * from './FakeCdeApi';
export * from './fixtures';
export * from './readinessFixtures';
export * from './templateFixtures';
