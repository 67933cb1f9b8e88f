import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { OpenTicket, TimelineEvent, Workspace } from '@backstage-cde/plugin-cde-common';
import { ratios, spread, summarise, table } from '../figures';
import { enter, sleep } from '../gateway/load';
import { AuditLog, callsOf, type Calls } from './auditLog';
import { findCluster, RawClient, type PodObject } from './cluster';
import { COMPONENT, startPortal, type Portal } from './portal';
import { sameObject } from './sameObjects';

const PAIRS = Number(process.env.BENCH_PAIRS ?? 10);
const POLL_MS = 25;
const PATIENCE_MS = 180_000;
const PORTAL_USER = 'backstage-cde';

/** Milliseconds from the click on. */
interface Start {
  accepted: number;
  running: number;
  ticket: number;
  entered: number;
  answering: number;
  timeline: TimelineEvent[];
}

/**
 * The way from the click to the IDE: beside a raw client that posts the same objects,
 * split into its parts, and in calls of the API server.
 */
export async function benchmarkLifecycle(): Promise<string> {
  const cluster = findCluster();
  const raw = new RawClient(cluster.kubeconfig);
  const portal = await startPortal(cluster);
  const clean = async () => {
    await portal.stop();
    await raw.request('DELETE', `/api/v1/namespaces/${portal.namespace}`).catch(error => console.error(String(error)));
    raw.close();
  };
  const onInterrupt = () => void clean().finally(() => process.exit(130));
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  try {
    const pattern = await takePattern(portal, raw);
    const starts: Start[] = [];
    const rawStarts: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      starts.push(await startByPortal(portal, raw));
      rawStarts.push(await startByRawClient(portal.namespace, raw, pattern));
      console.error(`  pair ${pair + 1} of ${PAIRS}: ${Math.round(starts[pair].running)} ms, raw ${Math.round(rawStarts[pair])} ms`);
    }
    const calls = await countCalls(portal, raw, new AuditLog(cluster.auditLog));
    return ['## Life of a workspace', againstRaw(starts, rawStarts), parts(starts), callTable(calls)].join('\n\n');
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
    await clean();
  }
}

/** A first workspace: warms everything up, and its objects are what the raw client posts. */
async function takePattern(portal: Portal, raw: RawClient) {
  const workspace = await untilConnected(() => portal.call<Workspace>('POST', '/workspaces', { component: COMPONENT }));
  await untilPhase(portal, workspace.id, 'Running');
  const objects: KubernetesObject[] = [];
  for (const [kind, url] of objectUrls(portal.namespace, workspace.id)) {
    objects.push({ ...(await raw.request('GET', url)), kind });
  }
  await remove(portal, raw, workspace.id);
  return { id: workspace.id, objects };
}

function objectUrls(namespace: string, id: string): Array<[string, string]> {
  const core = `/api/v1/namespaces/${namespace}`;
  return [
    ['PersistentVolumeClaim', `${core}/persistentvolumeclaims/cde-${id}`],
    ['Secret', `${core}/secrets/cde-${id}`],
    ['NetworkPolicy', `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/cde-${id}`],
    ['Pod', `${core}/pods/cde-${id}`],
  ];
}

async function startByPortal(portal: Portal, raw: RawClient): Promise<Start> {
  const begun = performance.now();
  const since = () => performance.now() - begun;
  const { id } = await portal.call<Workspace>('POST', '/workspaces', { component: COMPONENT });
  const accepted = since();
  await untilPhase(portal, id, 'Running');
  const running = since();
  const { url } = await portal.call<OpenTicket>('POST', `/workspaces/${id}/open`, {});
  const ticket = since();
  const headers = await enter(portal.gatewayPort, url);
  const entered = since();
  await getPage(portal.gatewayPort, headers);
  const answering = since();
  const timeline = await portal.timeline(id);
  await remove(portal, raw, id);
  return { accepted, running, ticket, entered, answering, timeline };
}

/** The IDE's page, with its status checked. */
function getPage(port: number, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: '/', headers: { ...headers, Accept: 'text/html' }, agent: false }, response => {
        response.resume();
        response.on('end', () => {
          if ((response.statusCode ?? 500) < 400) resolve();
          else reject(new Error(`The IDE answered ${response.statusCode}`));
        });
      })
      .once('error', reject);
  });
}

async function startByRawClient(namespace: string, raw: RawClient, pattern: { id: string; objects: KubernetesObject[] }): Promise<number> {
  const id = randomUUID();
  const [claim, secret, policy, pod] = pattern.objects.map(object => sameObject(object, pattern.id, id));
  let onReady = () => undefined as void;
  const ready = new Promise<void>(resolve => (onReady = resolve));
  const endWatch = await raw.watchPods(namespace, watched => {
    if (watched.metadata?.name === `cde-${id}` && isReady(watched)) onReady();
  });
  const urls = objectUrls(namespace, id);
  const collection = (index: number) => urls[index][1].replace(/\/[^/]+$/, '');
  const begun = performance.now();
  const { metadata } = await raw.request('POST', collection(0), claim);
  const owned = (object: KubernetesObject) => ({
    ...object,
    metadata: {
      ...object.metadata,
      ownerReferences: [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: `cde-${id}`, uid: metadata?.uid }],
    },
  });
  await Promise.all([raw.request('POST', collection(1), owned(secret)), raw.request('POST', collection(2), owned(policy))]);
  await raw.request('POST', collection(3), owned(pod));
  await Promise.race([ready, sleep(PATIENCE_MS).then(() => Promise.reject(new Error(`The raw client's pod ${id} did not get ready`)))]);
  const took = performance.now() - begun;
  endWatch();
  await raw.request('DELETE', `${urls[3][1]}?gracePeriodSeconds=0`);
  await raw.request('DELETE', urls[0][1]);
  await untilGone(raw, namespace, id);
  return took;
}

function isReady({ status }: PodObject): boolean {
  return Boolean(status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'));
}

async function remove(portal: Portal, raw: RawClient, id: string): Promise<void> {
  await portal.call('DELETE', `/workspaces/${id}`);
  await until(async () => (await portal.get(id)) === undefined, `workspace ${id} to be gone`);
  await untilGone(raw, portal.namespace, id);
}

/** Nothing of one start is to cost the next one anything. */
async function untilGone(raw: RawClient, namespace: string, id: string): Promise<void> {
  for (const [, url] of objectUrls(namespace, id)) await until(() => raw.isGone(url), `${url} to be gone`);
}

async function untilPhase(portal: Portal, id: string, phase: Workspace['phase']): Promise<void> {
  await until(async () => {
    const workspace = await portal.get(id);
    if (workspace?.phase === 'Failed') throw new Error(`The workspace failed: ${JSON.stringify(workspace.cause)}`);
    return workspace?.phase === phase;
  }, `workspace ${id} to be ${phase}`);
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited ${PATIENCE_MS / 1000} s for ${what}`);
    await sleep(POLL_MS);
  }
}

async function countCalls(portal: Portal, raw: RawClient, log: AuditLog): Promise<Array<[string, Calls]>> {
  const counted: Array<[string, Calls]> = [];
  const step = async (name: string, act: () => Promise<unknown>) => {
    log.next();
    await act();
    // The API server writes its log a little later than it answers.
    await sleep(2_000);
    counted.push([name, callsOf(log.next(), PORTAL_USER, portal.namespace)]);
  };
  let id = '';
  await step('create, until running', async () => {
    ({ id } = await portal.call<Workspace>('POST', '/workspaces', { component: COMPONENT }));
    await untilPhase(portal, id, 'Running');
  });
  await step('stop', async () => {
    await portal.call('POST', `/workspaces/${id}/stop`);
    await untilPhase(portal, id, 'Stopped');
  });
  await step('start, until running', async () => {
    await portal.call('POST', `/workspaces/${id}/start`);
    await untilPhase(portal, id, 'Running');
  });
  await step('delete, until gone', () => remove(portal, raw, id));
  return counted;
}

function againstRaw(starts: Start[], rawStarts: number[]): string {
  const ours = starts.map(({ running }) => running);
  const row = (name: string, values: number[]) => {
    const series = summarise(values);
    return [name, spread(series), series.p99.toFixed(0)];
  };
  const ratio = summarise(ratios(ours, rawStarts));
  return [
    `From the request to a running workspace, in ms: ${PAIRS} interleaved pairs, each removed before the next begins; median (least–most). The raw client posts the same objects in the same order and watches for the pod's readiness.`,
    table(['', 'ms', 'p99'], [row('portal: POST /workspaces until GET says Running', ours), row('raw client', rawStarts)]),
    `Ratio of the pairs: ${spread(ratio, 2)}; goal ≤ 1.3.`,
  ].join('\n\n');
}

function parts(starts: Start[]): string {
  const part = (name: string, of: (start: Start) => number | undefined) => {
    const values = starts.map(of).filter((value): value is number => value !== undefined);
    return values.length > 0 ? [[name, spread(summarise(values))]] : [];
  };
  const at = ({ timeline }: Start, step: string, state: string) => {
    const event = timeline.find(entry => entry.step === step && entry.state === state);
    const first = timeline[0];
    return event && first && Date.parse(event.at) - Date.parse(first.at);
  };
  const steps = [...new Set(starts.flatMap(({ timeline }) => timeline.map(({ step }) => step)))];
  return [
    'From the click to the answering IDE, in ms since the click; median (least–most). Indented: the timeline of the workspace, in ms since its first entry.',
    table(['', 'ms'], [
      ...part('request accepted', start => start.accepted),
      ...steps.flatMap(step => part(`– ${step}`, start => at(start, step, 'succeeded'))),
      ...part('running', start => start.running),
      ...part('link issued', start => start.ticket),
      ...part('entered', start => start.entered),
      ...part("IDE's page there", start => start.answering),
    ]),
  ].join('\n\n');
}

function callTable(counted: Array<[string, Calls]>): string {
  const rows = counted.map(([name, { writes, reads, objects }]) => [
    name,
    String(objects),
    String(writes.length),
    String(reads.length),
    summariseCalls([...writes, ...reads]),
  ]);
  return [
    "Calls of the portal per step, from the API server's audit log; goal: as many writes as objects changed, no reads.",
    table(['step', 'objects changed', 'writes', 'reads', 'calls'], rows),
  ].join('\n\n');
}

function summariseCalls(calls: string[]): string {
  const counts = new Map<string, number>();
  calls.forEach(call => counts.set(call, (counts.get(call) ?? 0) + 1));
  return [...counts].map(([call, count]) => (count > 1 ? `${count} × ${call}` : call)).join(', ') || 'none';
}

/** The portal takes a moment to reach the cluster after its start. */
async function untilConnected<T>(act: () => Promise<T>): Promise<T> {
  const end = performance.now() + 30_000;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(500);
    }
  }
}
