export { DatabaseShares } from './DatabaseShares';
export { SharingService } from './SharingService';
