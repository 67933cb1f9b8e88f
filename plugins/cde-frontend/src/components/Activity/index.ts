export { ActivityCard } from './ActivityCard';
export { ActivityLine } from './ActivityLine';
