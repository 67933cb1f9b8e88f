export { createGateway } from './createGateway';
export { DatabaseSessionStore } from './DatabaseSessionStore';
export { DEFAULT_LIMITS } from './limits';
export type { GatewayLimits } from './limits';
export type {
  Clock,
  Gateway,
  GatewayConfig,
  GatewayOptions,
  GatewayTarget,
  OpenTarget,
  SessionGrant,
  SessionStore,
  TicketRequest,
} from './types';
