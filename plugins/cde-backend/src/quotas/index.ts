export { createQuotas, scheduleQuotas, type Quotas } from './createQuotas';
export { DatabaseQuotaStore } from './DatabaseQuotaStore';
export { Directory } from './Directory';
export type { QuotaAdministration } from './QuotaAdministration';
export type { QuotaExplainer } from './QuotaExplainer';
export { footprintOf, priceOf } from './footprint';
export { QuotaExceededError } from './QuotaExceededError';
export { QuotaService } from './QuotaService';
export type { ChargedWorkspace } from './types';
