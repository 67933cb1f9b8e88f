import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { interpretPreparation, readPreparation } from './preparation';

const NOW = Date.UTC(2026, 0, 1);
const file = (overrides = {}) => ({
  phase: 'preparing' as const,
  step: 3,
  steps: 6,
  title: 'Building Kubernetes',
  secondsLeft: 180,
  updatedAt: new Date(NOW - 4000).toISOString(),
  ...overrides,
});

describe('progress of a preparation', () => {
  it('under way', () => {
    expect(interpretPreparation(file(), NOW)).toEqual({
      phase: 'preparing',
      preparation: {
        phase: 'preparing',
        title: 'Building Kubernetes',
        step: 3,
        steps: 6,
        secondsLeft: 180,
      },
    });
  });

  it('interrupted: it has stopped reporting', () => {
    expect(interpretPreparation(file(), NOW + 60_000)).toMatchObject({
      phase: 'failed',
      preparation: {
        error: {
          message: expect.stringContaining('stopped reporting'),
          cure: expect.any(String),
        },
      },
    });
  });

  it('failed', () => {
    const error = { message: 'No disk', cure: 'Make room' };
    expect(
      interpretPreparation(file({ phase: 'failed', error }), NOW),
    ).toMatchObject({
      phase: 'failed',
      preparation: { error },
    });
  });

  it.each(['ready', 'stopped'] as const)('%s', phase =>
    expect(interpretPreparation(file({ phase }), NOW)).toEqual({ phase }),
  );

  it('a file that is not there, or half of one, says nothing', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'cde-preparation-'));
    const name = path.join(folder, 'status.json');
    expect(await readPreparation(undefined, NOW)).toEqual({ phase: 'absent' });
    expect(await readPreparation(name, NOW)).toEqual({ phase: 'absent' });
    await writeFile(name, '{"phase":');
    expect(await readPreparation(name, NOW)).toEqual({ phase: 'absent' });
    await writeFile(name, JSON.stringify(file({ phase: 'ready' })));
    expect(await readPreparation(name, NOW)).toEqual({ phase: 'ready' });
    await rm(folder, { recursive: true });
  });
});
