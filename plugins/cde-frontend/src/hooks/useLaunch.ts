import { useCallback, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { useHref } from 'react-router-dom';
import { toError } from '@backstage/errors';
import type {
  CreateWorkspaceRequest,
  StartWorkspaceRequest,
  Workspace,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import type { CdeApi } from '../api';
import { browser, randomKey } from '../lib/browser';
import type { LaunchPlan } from '../lib/launch';
import { useGitTokens } from './useGitTokens';
import { useLinks } from './useLinks';

/** A plan with all that carrying it out takes. */
export type LaunchRequest =
  | Exclude<LaunchPlan, { kind: 'create' }>
  | { kind: 'start'; workspace: Workspace; request: StartWorkspaceRequest }
  | { kind: 'create'; request: CreateWorkspaceRequest };

/** The click that ends in an IDE. */
export interface Launch {
  /** Call it within the click's own event: the new tab must be opened before anything is awaited. */
  launch: (request: LaunchRequest) => Promise<Workspace | undefined>;
  busy: boolean;
  error: Error | undefined;
  /** The page to continue on, where the browser would not open a tab. */
  blocked: { href: string; name: string } | undefined;
  dismiss: () => void;
  /** Tries again what failed; like `launch`, only within a click's own event. */
  retry: () => void;
}

/**
 * Carries out the click: opens a tab at once, does what is needed, then sends
 * that tab on; it is closed again when that fails, and the error shown here.
 */
export function useLaunch(): Launch {
  const api = useApi(cdeApiRef);
  const bringTokens = useGitTokens();
  const links = useLinks();
  const handoffHref = useHref(links.handoff);
  const [state, setState] =
    useState<Pick<Launch, 'busy' | 'error' | 'blocked'>>(IDLE);
  const attempt = useRef<{ request: string; key: string }>();
  const last = useRef<LaunchRequest>();

  const launch = useCallback(
    async (request: LaunchRequest) => {
      last.current = request;
      const tab = browser.openTab(handoffHref);
      setState({ ...IDLE, busy: true });
      try {
        if (request.kind === 'create' || request.kind === 'start')
          await bringTokens();
        const workspace = await carryOut(api, request, attempt);
        // Only the fragment differs from where the tab already is, so the app in it is loaded once.
        const href =
          request.kind === 'open'
            ? (await api.openWorkspace(workspace.id)).url
            : `${handoffHref}#${workspace.id}`;
        tab?.location.replace(href);
        setState({
          ...IDLE,
          blocked: tab
            ? undefined
            : { href: links.launch(workspace.id), name: workspace.name },
        });
        return workspace;
      } catch (error) {
        tab?.close();
        setState({ ...IDLE, error: toError(error) });
        return undefined;
      }
    },
    [api, bringTokens, handoffHref, links],
  );
  const dismiss = useCallback(() => setState(IDLE), []);
  const retry = useCallback(() => {
    if (last.current) launch(last.current);
  }, [launch]);
  return { ...state, launch, dismiss, retry };
}

const IDLE = { busy: false, error: undefined, blocked: undefined };

async function carryOut(
  api: CdeApi,
  request: LaunchRequest,
  attempt: { current?: { request: string; key: string } },
): Promise<Workspace> {
  if (request.kind === 'start') {
    const { id } = request.workspace;
    return 'request' in request
      ? api.startWorkspace(id, request.request)
      : api.startWorkspace(id);
  }
  if (request.kind !== 'create') return request.workspace;

  // A second click after an answer that got lost must not make a second workspace.
  const asText = JSON.stringify(request.request);
  if (attempt.current?.request !== asText)
    attempt.current = { request: asText, key: randomKey() };
  const workspace = await api.createWorkspace(
    request.request,
    attempt.current.key,
  );
  attempt.current = undefined;
  return workspace;
}
