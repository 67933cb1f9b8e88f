import { createHmac } from 'node:crypto';
import path from 'node:path';

export interface GiteaOptions {
  /** Folder with templates, options and public, as the build makes it. */
  files: string;
  /** Where repositories and the database are kept. */
  data: string;
  /** Port on the loopback address that only the services' own listener talks to. */
  port: number;
  /** Address that people and pods know it by, without a trailing slash. */
  url: string;
  /** What its keys are derived from, so that they are the same after each start. */
  secret: string;
  /** Name of the user that it runs as. */
  user: string;
}

/**
 * Gitea's app.ini (https://docs.gitea.com/administration/config-cheat-sheet): nobody registers, nothing is mailed,
 * webhooks only go to this machine.
 */
export function appIni(options: GiteaOptions): string {
  const { files, data, port, url, user } = options;
  const sections: Record<string, Record<string, string | number | boolean>> = {
    '': {
      APP_NAME: 'Acme git',
      RUN_MODE: 'prod',
      RUN_USER: user,
      WORK_PATH: data,
      // It has no capabilities then, see startGitea.
      ...(user === 'root' && { I_AM_BEING_UNSAFE_RUNNING_AS_ROOT: true }),
    },
    server: {
      HTTP_ADDR: '127.0.0.1',
      HTTP_PORT: port,
      ROOT_URL: `${url}/`,
      STATIC_ROOT_PATH: files,
      APP_DATA_PATH: path.join(data, 'data'),
      DISABLE_SSH: true,
      OFFLINE_MODE: true,
      LFS_START_SERVER: false,
    },
    database: {
      DB_TYPE: 'sqlite3',
      PATH: path.join(data, 'gitea.db'),
      SQLITE_JOURNAL_MODE: 'WAL',
    },
    repository: {
      ROOT: path.join(data, 'repositories'),
      DEFAULT_BRANCH: 'main',
    },
    security: {
      INSTALL_LOCK: true,
      SECRET_KEY: keyOf(options, 'secret key'),
      INTERNAL_TOKEN: keyOf(options, 'internal token'),
    },
    oauth2: { ENABLED: false, JWT_SECRET: keyOf(options, 'jwt') },
    service: { DISABLE_REGISTRATION: true },
    openid: { ENABLE_OPENID_SIGNIN: false, ENABLE_OPENID_SIGNUP: false },
    webhook: { ALLOWED_HOST_LIST: 'loopback' },
    indexer: { ISSUE_INDEXER_TYPE: 'db' },
    actions: { ENABLED: false },
    packages: { ENABLED: false },
    log: { MODE: 'console', LEVEL: 'Warn' },
  };
  return Object.entries(sections)
    .map(([name, values]) =>
      [
        ...(name ? [`[${name}]`] : []),
        ...Object.entries(values).map(([key, value]) => `${key} = ${value}`),
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** 32 bytes, in the alphabet that Gitea's JWT_SECRET has to have. */
function keyOf({ secret }: GiteaOptions, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url');
}
