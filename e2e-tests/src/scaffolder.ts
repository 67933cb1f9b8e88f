import type { Page } from 'playwright-core';

export interface TaskEvent {
  id: number;
  type: 'log' | 'completion' | 'recovered' | 'cancelled';
  body: { message: string; stepId?: string; status?: string; output?: any; error?: { message: string } };
}

/** A task of the scaffolder, as the person who started it follows it. */
export class Task {
  readonly id: string;
  readonly #scaffolder: Scaffolder;

  constructor(scaffolder: Scaffolder, id: string) {
    this.#scaffolder = scaffolder;
    this.id = id;
  }

  /** All so far; empty while the portal is away. */
  async events(): Promise<TaskEvent[]> {
    const answer = await this.#scaffolder.get(`/scaffolder/v2/tasks/${this.id}/events`).catch(() => undefined);
    return answer?.ok ? answer.json() : [];
  }

  /** Waits for an event. @throws Error with the last words of the task when it ends without */
  async sees(condition: (event: TaskEvent) => boolean, timeoutMs = 120_000): Promise<TaskEvent> {
    const deadline = Date.now() + timeoutMs;
    let events: TaskEvent[] = [];
    while (Date.now() < deadline) {
      events = await this.events();
      const found = events.find(condition);
      if (found) return found;
      if (events.some(({ type }) => type === 'completion')) break;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error(`Not seen in the task:\n${events.map(({ body }) => body.message).slice(-15).join('\n')}`);
  }

  /** What it gives, once it is done. @throws Error with its own words when it fails */
  async output(timeoutMs?: number): Promise<any> {
    const { body } = await this.sees(({ type }) => type === 'completion', timeoutMs);
    if (body.error) throw new Error(body.error.message);
    return body.output;
  }
}

/** The scaffolder and the catalog as the signed-in user of a page. */
export class Scaffolder {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async of(page: Page, portalUrl: string): Promise<Scaffolder> {
    const request = page.waitForRequest(candidate => Boolean(candidate.url().includes('/api/cde/') && candidate.headers().authorization));
    await page.goto(`${portalUrl}/workspaces`);
    return new Scaffolder(`${portalUrl}/api`, (await request).headers().authorization);
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.#url}${path}`, { headers: { authorization: this.#token } });
  }

  async run(template: string, values: object): Promise<Task> {
    const response = await fetch(`${this.#url}/scaffolder/v2/tasks`, {
      method: 'POST',
      headers: { authorization: this.#token, 'content-type': 'application/json' },
      body: JSON.stringify({ templateRef: `template:default/${template}`, values }),
    });
    const body = await response.json();
    if (response.status !== 201) throw new Error(`The task was refused: ${JSON.stringify(body)}`);
    return new Task(this, body.id);
  }

  /** `undefined` where the catalog has none of that name. */
  async component(name: string): Promise<any> {
    const response = await this.get(`/catalog/entities/by-name/component/default/${name}`);
    return response.ok ? response.json() : undefined;
  }

  /** URLs that were registered. */
  async locations(): Promise<string[]> {
    const locations: Array<{ data: { target: string } }> = await (await this.get('/catalog/locations')).json();
    return locations.map(({ data }) => data.target);
  }
}
