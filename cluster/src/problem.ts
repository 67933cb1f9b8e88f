/** A failure that a person can act on: what happened (the message) and what to do about it. */
export class Problem extends Error {
  readonly cure: string;

  constructor(message: string, cure: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Problem';
    this.cure = cure;
  }
}

/** The machine can never hold the built-in cluster; another cluster is the way out. */
export class Unsupported extends Problem {
  constructor(message: string) {
    super(
      message,
      'Use another cluster: npm start -- --context NAME, with a context of your kubeconfig.',
    );
    this.name = 'Unsupported';
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
