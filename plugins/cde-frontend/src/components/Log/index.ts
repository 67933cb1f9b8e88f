export * from './LogText';
export * from './StepLog';
