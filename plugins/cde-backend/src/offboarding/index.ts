export { DatabaseOwners } from './DatabaseOwners';
export { Offboarding, type OffboardingOptions } from './Offboarding';
