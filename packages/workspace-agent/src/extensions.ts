/** The devcontainer's extensions, installed once for each list. */
import { access } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { EventLog } from './events.ts';
import type { IdeOptions } from './ide.ts';
import { ProcessGroup } from './processes.ts';

const STEP = 'extensions';

/** Extensions that ship with our tools, as `<tools>/vsix/<id>.vsix`, need no gallery. */
async function sources(
  ids: string[],
  folder: string,
  gallery: boolean,
): Promise<{ install: string[]; left: string[] }> {
  const install: string[] = [];
  const left: string[] = [];
  for (const id of ids) {
    const file = path.join(folder, `${id.toLowerCase()}.vsix`);
    const bundled = await access(file).then(
      () => true,
      () => false,
    );
    if (bundled) {
      install.push(file);
    } else if (gallery) {
      install.push(id);
    } else {
      left.push(id);
    }
  }
  return { install, left };
}

/** An id as galleries know it, with an optional version; a leading `-` would be an option. */
const ID = /^[a-z0-9][a-z0-9-]*\.[a-z0-9][\w-]*(@[\w.-]+)?$/i;

/**
 * Installs what the workspace asks for. What cannot be had is named in the
 * event; the workspace goes on without it.
 */
export async function installExtensions(options: IdeOptions): Promise<void> {
  const { spec, tools, env, events, logs, stamps } = options;
  const { gallery } = spec.ide;
  const wanted = spec.ide.extensions.filter(id => ID.test(id));
  if (spec.ide.extensions.length === 0) {
    return;
  }
  const detail = spec.ide.extensions.join(', ');
  const hash = createHash('sha256')
    .update(JSON.stringify([wanted, gallery]))
    .digest('hex');
  if (await stamps.has(STEP, hash)) {
    emit(events, detail, 'skipped', 'Installed before');
    return;
  }
  const folder = path.join(tools, 'vsix');
  const { install, left } = await sources(wanted, folder, Boolean(gallery));
  if (install.length === 0) {
    const message =
      wanted.length === 0
        ? 'None of these is the id of an extension (publisher.name)'
        : 'No extension gallery is configured, and these do not come with the workspace tools';
    emit(events, detail, 'skipped', message);
    return;
  }
  events.emit({ step: STEP, state: 'started', detail });
  const start = performance.now();
  const log = logs.begin(STEP);
  const group = new ProcessGroup(
    [
      path.join(tools, 'bin/node'),
      path.join(tools, 'ide/out/server-main.js'),
      '--accept-server-license-terms',
      '--disable-telemetry',
      `--server-data-dir=${path.join(env.HOME, '.local/share/code-server')}`,
      ...install.map(source => `--install-extension=${source}`),
    ],
    {
      cwd: env.HOME,
      env: {
        ...env,
        ...(gallery && { EXTENSIONS_GALLERY: JSON.stringify(gallery) }),
      },
      onOutput: data => log.write(data),
    },
  );
  const { code } = await group.exited;
  log.finish();
  const durationMs = Math.round(performance.now() - start);
  const done = { step: STEP, detail, durationMs, tail: log.tail() } as const;
  if (code !== 0) {
    const message = 'Some extensions could not be installed; see the log';
    events.emit({
      ...done,
      state: 'failed',
      message,
      exitCode: code ?? undefined,
    });
    return;
  }
  await stamps.set(STEP, hash);
  const message =
    left.length > 0
      ? `Not in reach without a gallery: ${left.join(', ')}`
      : undefined;
  events.emit({ ...done, state: 'succeeded', message });
}

function emit(
  events: EventLog,
  detail: string,
  state: 'skipped',
  message: string,
): void {
  events.emit({ step: STEP, state, detail, message });
}
