export { createUsageRoutes } from './createUsageRoutes';
export { UsageService } from './UsageService';
export { UsageStore } from './UsageStore';
