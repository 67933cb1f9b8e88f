import type { V1Status } from '@kubernetes/client-node';

/** An answer of the API server other than success. */
export class KubernetesError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** `reason` of the Status object, for example `AlreadyExists`. */
  readonly reason: string;
  readonly details: V1Status['details'];
  /** From the Retry-After header. */
  readonly retryAfterMs?: number;

  constructor(status: number, body: Partial<V1Status>, retryAfterMs?: number) {
    super(body.message || `The API server answered ${status}`);
    this.name = 'KubernetesError';
    this.status = status;
    this.reason = body.reason ?? '';
    this.details = body.details;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether `details.causes` names this reason, for example `NamespaceTerminating`. */
  hasCause(reason: string): boolean {
    return (
      this.details?.causes?.some(cause => cause.reason === reason) ?? false
    );
  }
}

/** No answer: the API server cannot be reached, or broke off. What was asked for may have been done. */
export class UnreachableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnreachableError';
  }
}

/** Whether a later try may succeed without anybody changing anything about the request. */
export function isTransient(error: unknown): boolean {
  if (error instanceof UnreachableError) return true;
  return (
    error instanceof KubernetesError &&
    (error.status === 429 || error.status === 408 || error.status >= 500)
  );
}
