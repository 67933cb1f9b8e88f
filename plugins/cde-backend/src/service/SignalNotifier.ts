import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  WORKSPACE_SIGNAL_CHANNEL,
  type WorkspaceSignal,
} from '@backstage-cde/plugin-cde-common';
import type { WorkspaceRecord } from '../workspaces';
import type { Notifier } from './types';

/** Signals are hints to fetch again; a lost one costs the page a slow poll. */
export class SignalNotifier implements Notifier {
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;

  constructor(options: { signals: SignalsService; logger: LoggerService }) {
    this.#signals = options.signals;
    this.#logger = options.logger;
  }

  changed(
    workspace: WorkspaceRecord,
    kind: WorkspaceSignal['type'] = 'workspace-changed',
  ): void {
    const message: WorkspaceSignal = {
      type: kind,
      id: workspace.id,
      ...(workspace.componentRef && { component: workspace.componentRef }),
    };
    this.#signals
      .publish({
        recipients: { type: 'user', entityRef: workspace.ownerRef },
        channel: WORKSPACE_SIGNAL_CHANNEL,
        message: { ...message },
      })
      .catch(error =>
        this.#logger.warn(
          `A signal about workspace ${workspace.id} was not sent: ${error}`,
        ),
      );
  }
}
