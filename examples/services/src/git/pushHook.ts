import { createHmac } from 'node:crypto';

const TIMEOUT_MS = 10_000;

/** Whom to tell of pushes. */
export interface PushHook {
  /** Of the portal's events, for the topic `cde.repository`. */
  url: string;
  /** The portal knows it, too. */
  secret: string;
}

/**
 * Tells the portal that a repository was pushed to, so that its catalog looks at it anew. A portal that does not hear
 * of it looks after a while by itself.
 */
export async function tellOfPush(
  { url, secret }: PushHook,
  repositoryUrl: string,
): Promise<void> {
  const body = JSON.stringify({ url: repositoryUrl });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-cde-signature': createHmac('sha256', secret)
          .update(body)
          .digest('hex'),
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
  } catch (error) {
    console.error(
      `git host: the portal was not told of a push to ${repositoryUrl}: ${error}`,
    );
  }
}
