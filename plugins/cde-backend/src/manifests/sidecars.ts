import type { V1Container } from '@kubernetes/client-node';
import type { ResolvedSidecar } from '../workspaces';
import { literal, plainVariables } from './environment';
import { containerResources, hardening } from './hardening';

/** A container beside the development container: as restricted, and with nothing of the workspace mounted. */
export function sidecarContainer(sidecar: ResolvedSidecar): V1Container {
  const { name, image, command, args, environment, resources, ports } = sidecar;
  const { cpu, memory } = resources;
  return {
    ...hardening(),
    resources: containerResources({
      cpu: { request: cpu, limit: cpu },
      memory: { request: memory, limit: memory },
    }),
    name,
    image,
    ...(command && { command: command.map(literal) }),
    ...(args && { args: args.map(literal) }),
    env: plainVariables(environment),
    ports: ports.map(port => ({ containerPort: port, protocol: 'TCP' })),
  };
}
