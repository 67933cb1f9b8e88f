export * from './Announce';
export * from './CopyText';
export * from './Empty';
export * from './Facts';
export * from './Notices';
export * from './RelativeTime';
export * from './Status';
