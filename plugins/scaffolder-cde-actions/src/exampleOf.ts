import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** An example of an action: one step of a template. */
export function exampleOf(
  description: string,
  step: {
    id: string;
    name: string;
    action: string;
    if?: string;
    input: object;
  },
): TemplateExample {
  return { description, example: stringify({ steps: [step] }) };
}
