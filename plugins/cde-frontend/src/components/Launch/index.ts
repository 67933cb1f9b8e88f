export * from './FailedStart';
export * from './HandoffPage';
export * from './LaunchPage';
