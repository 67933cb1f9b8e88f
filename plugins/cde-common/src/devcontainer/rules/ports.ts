import type { DeclaredPort } from '../../types';
import type { Draft, Rule, RuleContext } from '../context';
import { expandText } from '../context';
import type { SourceValue } from '../document';

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '0.0.0.0', '::1', '[::1]'];
const EXPECTED_PORT =
  'a port number from 1 to 65535, "host:port" or "port/tcp"';

/** Ports that the workspace offers. */
export const forwardPorts: Rule = (source, context) => {
  if (!source.items) {
    context.report.invalid(source, 'an array of port numbers');
    return;
  }
  context.report.applied(
    source,
    'Offered on the workspace, each at an address of its own.',
  );
  for (const item of source.items) forwardPort(item, context);
};

function forwardPort(item: SourceValue, context: RuleContext) {
  const { report, draft } = context;
  const text =
    typeof item.value === 'string'
      ? expandText(item.value, context).trim()
      : undefined;
  const match = text?.match(
    /^(?:(?<host>[^/]+):)?(?<port>\d+)(?:\/(?<protocol>tcp|udp))?$/i,
  )?.groups;
  const port = match ? Number(match.port) : item.value;
  if (!isPort(port)) {
    report.invalid(item, EXPECTED_PORT);
  } else if (match?.host && !LOCAL_HOSTS.includes(match.host)) {
    report.refused(
      item,
      `"${match.host}" would be another container; only ports of the workspace itself are offered.`,
    );
  } else if (match?.protocol?.toLowerCase() === 'udp') {
    report.refused(item, 'Only TCP ports can be offered.');
  } else {
    declare(draft, port, match?.protocol ? { protocol: 'tcp' } : {});
    if (match)
      report.translated(
        item,
        `Port ${port}${
          match.protocol ? ' as plain TCP' : ''
        } of the workspace.`,
      );
  }
}

/** Docker's publishing of ports; what matters here is the container's side. */
export const appPort: Rule = (source, context) => {
  const { report, draft } = context;
  let found = 0;
  for (const item of source.items ?? [source]) {
    const text =
      typeof item.value === 'number' ? String(item.value) : item.value;
    const match =
      typeof text === 'string' ? text.match(/^(?:.*:)?(\d+)(?:\/tcp)?$/) : null;
    const port = Number(match?.[1]);
    if (isPort(port)) {
      declare(draft, port, {});
      found++;
    } else {
      report.invalid(item, 'a port number or Docker\'s "host:container" form');
    }
  }
  if (found > 0)
    report.translated(
      source,
      'Treated as forwardPorts: ports are offered on the workspace, never published on a machine.',
    );
};

/** Labels and protocols; a port that only appears here is declared by it. */
export const portsAttributes: Rule = (source, context) => {
  const { report, draft } = context;
  if (!source.members) {
    report.invalid(source, 'an object whose names are ports');
    return;
  }
  report.applied(source, 'Labels and protocols are shown with the ports.');
  for (const [key, attributes] of source.members) {
    if (!attributes.members) {
      report.invalid(attributes, 'an object with label, protocol and the like');
      continue;
    }
    const values = attributeValues(attributes.members, context);
    const single = key.match(/^(?:localhost:)?(\d+)$/);
    if (single && isPort(Number(single[1]))) {
      declare(draft, Number(single[1]), values);
      continue;
    }
    const matches = portMatcher(key);
    if (matches) {
      for (const port of draft.ports.keys())
        if (matches(port)) declare(draft, port, values);
      report.translated(
        attributes,
        'Applied to the declared ports that it matches.',
      );
    } else {
      report.ignored(
        attributes,
        `"${key}" is no port or range of ports; ports are not matched by a process's command line.`,
      );
    }
  }
};

function attributeValues(
  members: Map<string, SourceValue>,
  context: RuleContext,
): Partial<DeclaredPort> {
  const values: Partial<DeclaredPort> = {};
  for (const [name, attribute] of members) {
    if (name === 'label') {
      if (typeof attribute.value === 'string')
        values.label = expandText(attribute.value, context).slice(0, 80);
      else context.report.invalid(attribute, 'a string');
    } else if (name === 'protocol') {
      if (attribute.value === 'http' || attribute.value === 'https')
        values.protocol = attribute.value;
      else context.report.invalid(attribute, '"http" or "https"');
    } else if (
      name === 'onAutoForward' ||
      name === 'requireLocalPort' ||
      name === 'elevateIfNeeded'
    ) {
      context.report.ignored(
        attribute,
        'Concerns forwarding to a local machine; here every port has an address of its own.',
      );
    } else {
      context.report.ignored(
        attribute,
        'Not a port attribute of the standard.',
      );
    }
  }
  return values;
}

function portMatcher(key: string): ((port: number) => boolean) | undefined {
  const range = key.match(/^(\d+)-(\d+)$/);
  return range
    ? port => port >= Number(range[1]) && port <= Number(range[2])
    : undefined;
}

function declare(draft: Draft, port: number, values: Partial<DeclaredPort>) {
  const before = draft.ports.get(port) ?? { port, protocol: 'http' as const };
  draft.ports.set(port, { ...before, ...values });
}

function isPort(value: unknown): value is number {
  return (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= 1 &&
    value <= 65535
  );
}
