import { isError, ServiceUnavailableError } from '@backstage/errors';

/** The database did not answer; nothing was changed. Answered with 503. */
export class DatabaseUnavailableError extends ServiceUnavailableError {
  constructor(cause: unknown) {
    super(
      'The database of the workspaces does not answer, so nothing was changed; please try again in a moment',
      cause,
    );
    this.name = 'ServiceUnavailableError';
  }
}

const CODES = new Set([
  // Node's sockets
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // SQLite (https://www.sqlite.org/rescode.html)
  'SQLITE_BUSY',
  'SQLITE_CANTOPEN',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_LOCKED',
  'SQLITE_READONLY',
]);

/** PostgreSQL: connection exceptions, insufficient resources, operator intervention (appendix A of its manual). */
const SQLSTATE_CLASSES = ['08', '53', '57'];

/** Says whether a driver's error means "out of reach or out of room" rather than "wrong statement". */
export function isUnavailable(error: unknown): boolean {
  if (!isError(error)) {
    return false;
  }
  const code = typeof error.code === 'string' ? error.code : '';
  return (
    CODES.has(code) ||
    [...CODES].some(
      known => known.startsWith('SQLITE_') && code.startsWith(`${known}_`),
    ) ||
    (code.length === 5 && SQLSTATE_CLASSES.includes(code.slice(0, 2))) ||
    error.name === 'KnexTimeoutError' ||
    /Connection terminated|Unable to acquire a connection|The database connection is not open/.test(
      error.message,
    )
  );
}

/** SQLite: another process writes; PostgreSQL: deadlock, serialization failure. */
const COLLISIONS = /^(SQLITE_BUSY|SQLITE_LOCKED)|^(40P01|40001)$/;

/** Says whether a transaction was undone only because another one was in its way. */
export function isCollision(error: unknown): boolean {
  return (
    isError(error) &&
    typeof error.code === 'string' &&
    COLLISIONS.test(error.code)
  );
}
