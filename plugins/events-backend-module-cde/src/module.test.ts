import { createHmac } from 'node:crypto';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import eventsPlugin from '@backstage/plugin-events-backend';
import {
  eventsServiceFactory,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import request from 'supertest';
import { eventsModuleCde } from './module';

// A real backend on a machine that may be busy.
jest.setTimeout(60_000);

const SECRET = 'a secret';
const PUSH = JSON.stringify({
  repository: { clone_url: 'http://gitea.example/acme/pay.git' },
});

const sign = (body: string, secret = SECRET) =>
  createHmac('sha256', secret).update(body).digest('hex');

async function start(modules: object) {
  const seen: Array<{ topic: string; eventPayload: unknown }> = [];
  const listener = createBackendPlugin({
    pluginId: 'listener',
    register({ registerInit }) {
      registerInit({
        deps: { events: eventsServiceRef, logger: coreServices.logger },
        async init({ events }) {
          await events.subscribe({
            id: 'test',
            topics: ['gitea', 'gitea.push', 'cde.repository'],
            onEvent: async ({ topic, eventPayload }) => {
              seen.push({ topic, eventPayload });
            },
          });
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      eventsPlugin,
      eventsServiceFactory,
      eventsModuleCde,
      listener,
      mockServices.rootConfig.factory({
        data: { events: { useEventBus: 'never', modules } },
      }),
    ],
  });
  const post = (topic: string, headers: Record<string, string>, body = PUSH) =>
    request(backend.server)
      .post(`/api/events/http/${topic}`)
      .set('Content-Type', 'application/json')
      .set(headers)
      .send(body);
  return { seen, post, stop: () => backend.stop() };
}

describe('webhooks', () => {
  it('of Gitea come in with the right signature, and are published by kind', async () => {
    const { post, seen, stop } = await start({
      gitea: { webhookSecret: SECRET },
    });
    const event = { 'X-Gitea-Event': 'push' };
    for (const signature of [
      undefined,
      '',
      'nonsense',
      sign(PUSH, 'another'),
      sign(`${PUSH} `),
      `${sign(PUSH)}00`,
    ]) {
      const answer = await post('gitea', {
        ...event,
        ...(signature !== undefined && { 'X-Gitea-Signature': signature }),
      });
      expect([signature, answer.status]).toEqual([signature, 403]);
    }
    expect(seen).toEqual([]);
    const answer = await post('gitea', {
      ...event,
      'X-Gitea-Signature': sign(PUSH),
    });
    expect(answer.status).toBe(202);
    expect(seen.map(({ topic }) => topic).sort()).toEqual([
      'gitea',
      'gitea.push',
    ]);
    expect(seen[1].eventPayload).toEqual(JSON.parse(PUSH));
    await stop();
  });

  it('of plain git hosts come in with the right signature', async () => {
    const { post, seen, stop } = await start({
      cdeRepository: { webhookSecret: SECRET },
    });
    const body = JSON.stringify({ url: 'http://git.example/acme/pay.git' });
    const refused = await post('cde.repository', {}, body);
    expect(refused.status).toBe(403);
    const answer = await post(
      'cde.repository',
      { 'X-Cde-Signature': `sha256=${sign(body)}` },
      body,
    );
    expect(answer.status).toBe(202);
    expect(seen).toEqual([
      { topic: 'cde.repository', eventPayload: JSON.parse(body) },
    ]);
    await stop();
  });

  it('do not come in without a secret', async () => {
    const { post, seen, stop } = await start({});
    for (const topic of ['gitea', 'cde.repository']) {
      const answer = await post(topic, {
        'X-Gitea-Event': 'push',
        'X-Gitea-Signature': sign(PUSH, ''),
        'X-Cde-Signature': sign(PUSH, ''),
      });
      expect(answer.status).toBe(404);
    }
    expect(seen).toEqual([]);
    await stop();
  });
});
