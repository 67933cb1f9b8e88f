export * from './FailureNotice';
export * from './QuotaMeters';
export * from './QuotaRefusalNotice';
