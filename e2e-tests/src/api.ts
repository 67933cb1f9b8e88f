import type { Page } from 'playwright-core';

export interface Answer {
  status: number;
  body: any;
}

/** The API as the signed-in user of a page: with the token that the page itself uses. */
export class Api {
  readonly #base: string;
  readonly #token: string;

  private constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  static async of(page: Page, portalUrl: string): Promise<Api> {
    const request = page.waitForRequest(candidate => Boolean(candidate.url().includes('/api/cde/') && candidate.headers().authorization));
    await page.goto(`${portalUrl}/workspaces`);
    return new Api(`${portalUrl}/api/cde`, (await request).headers().authorization);
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: { authorization: this.#token, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  /** Waits until a workspace is in a phase. @throws Error with its cause when it fails instead */
  async reaches(id: string, phase: string, timeoutMs = 120_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    let last: Answer | undefined;
    while (Date.now() < deadline) {
      last = await this.call('GET', `/workspaces/${id}`);
      if (last.body.phase === phase) return;
      if (last.body.phase === 'Failed') break;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    throw new Error(`workspace ${id} did not reach ${phase}: ${JSON.stringify(last?.body)}`);
  }
}
