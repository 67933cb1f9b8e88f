import { InputError } from '@backstage/errors';
import type { TemplateProblem } from '@backstage-cde/plugin-cde-common';

/** Of a refusal, so that hostile text does not make a long answer. */
const MOST = 10;

/** @throws InputError that names each error, with its position */
export function refuseProblems(
  what: string,
  problems: TemplateProblem[],
): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) {
    return;
  }
  const shown = errors.slice(0, MOST).map(({ message, line, column }) => {
    const place = [line, column].filter(part => part !== undefined).join(':');
    return place ? `${place}: ${message}` : message;
  });
  const more =
    errors.length > MOST ? ` (and ${errors.length - MOST} more)` : '';
  throw new InputError(`${what}. ${shown.join('; ')}${more}`);
}
