import { mockServices } from '@backstage/backend-test-utils';
import { runningRecord } from '../testing/records';
import { tellingCatalog } from './createReadiness';

function setup(cde: object) {
  const events = mockServices.events.mock();
  events.publish.mockResolvedValue(undefined);
  const logger = mockServices.logger.mock();
  const browsers = { changed: jest.fn() };
  const rootConfig = mockServices.rootConfig({ data: { cde } });
  return {
    events,
    logger,
    browsers,
    notifier: tellingCatalog(browsers, { rootConfig, events, logger }),
  };
}

describe('the catalog', () => {
  it('is told of changes where the configuration wants it, beside the browsers', () => {
    const { notifier, events, browsers } = setup({
      catalog: { workspaces: true },
    });
    const running = runningRecord();
    const stopped = runningRecord({ phase: 'Stopped' });
    notifier.changed(running);
    notifier.changed(stopped, 'workspace-changed');
    notifier.changed(running, 'workspace-deleted');
    const told = (id: string, isRunning: boolean) => [
      {
        topic: 'cde.workspaces',
        eventPayload: { id, running: isRunning },
      },
    ];
    expect(events.publish.mock.calls).toEqual([
      told(running.id, true),
      told(stopped.id, false),
      told(running.id, false),
    ]);
    expect(browsers.changed.mock.calls).toEqual([
      [running, undefined],
      [stopped, 'workspace-changed'],
      [running, 'workspace-deleted'],
    ]);
  });

  it('is not told by default', () => {
    const { notifier, events, browsers } = setup({});
    expect(notifier).toBe(browsers);
    expect(events.publish).not.toHaveBeenCalled();
  });

  it('may miss a change', async () => {
    const { notifier, events, logger } = setup({
      catalog: { workspaces: true },
    });
    events.publish.mockRejectedValueOnce(new Error('away'));
    notifier.changed(runningRecord());
    await new Promise(setImmediate);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('could not be told to the catalog: Error: away'),
    );
  });
});
