import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type { SignalApi } from '@backstage/plugin-signals-react';
import { WORKSPACE_SIGNAL_CHANNEL } from '@backstage-cde/plugin-cde-common';
import type { WorkspaceSignal } from '@backstage-cde/plugin-cde-common';
import { act } from '@testing-library/react';
import type { RenderResult } from '@testing-library/react';
import { useLocation } from 'react-router-dom';
import { cdeApiRef } from '../api';
import {
  catalogIndexRouteRef,
  rootRouteRef,
  softwareTemplateRouteRef,
} from '../routes';
import { FakeCdeApi } from './FakeCdeApi';

/** A signals service that a test speaks through. */
export class FakeSignals implements SignalApi {
  readonly #listeners = new Set<(message: never) => void>();

  subscribe(channel: string, onMessage: (message: never) => void) {
    if (channel === WORKSPACE_SIGNAL_CHANNEL) this.#listeners.add(onMessage);
    return { unsubscribe: () => this.#listeners.delete(onMessage) };
  }

  /** Announces that a workspace has changed. */
  async announce(message: WorkspaceSignal): Promise<void> {
    await act(async () =>
      this.#listeners.forEach(listener => listener(message as never)),
    );
  }
}

interface RenderOptions {
  /** Where the page is mounted, with parameters. */
  mountPath?: string;
  /** The address that is visited. */
  at?: string;
  /** What the catalog holds. */
  entities?: Entity[];
}

const Address = () => {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{`${pathname}${search}`}</output>;
};

/** Renders something of this plugin in an app, over a backend in memory. */
export function renderPage(
  element: JSX.Element,
  api: FakeCdeApi,
  { mountPath, at, entities = [] }: RenderOptions = {},
): RenderResult & { signals: FakeSignals } {
  const signals = new FakeSignals();
  const rendered = renderInTestApp(
    <>
      {element}
      <Address />
    </>,
    {
      mountPath,
      initialRouteEntries: at ? [at] : undefined,
      mountedRoutes: {
        '/workspaces': rootRouteRef,
        '/catalog': catalogIndexRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/create/templates/:namespace/:templateName': softwareTemplateRouteRef,
      },
      apis: [
        [cdeApiRef, api],
        [signalApiRef, signals],
        [catalogApiRef, catalogApiMock({ entities })],
      ],
    },
  );
  return { ...rendered, signals };
}
