export { Database, migrationsDirectory } from './Database';
export { DatabaseUnavailableError } from './unavailable';
