/** Bounds of the gateway. Times are in milliseconds. */
export interface GatewayLimits {
  /** How long a one-time code may wait for its use. */
  codeLifetimeMs: number;
  /** How long a signed cookie is believed without a check; it is checked and renewed after half of it. */
  claimsLifetimeMs: number;
  /** After this the user has to enter through the portal again. */
  sessionLifetimeMs: number;
  /** Between two checks of the sessions behind open connections. */
  recheckIntervalMs: number;
  /** For how long connections outlive checks that could not be made. */
  uncheckedGraceMs: number;
  /** Requests and websockets in progress, of one user and of one workspace. */
  openPerUser: number;
  openPerWorkspace: number;
  /** Client connections to the listener. */
  clientConnections: number;
  /** Bytes of all headers of a request or response. */
  headerBytes: number;
  /** Characters of a request's path and query. */
  urlLength: number;
  /** A pod has this long to accept a connection, or to answer a websocket handshake. */
  dialTimeoutMs: number;
  /** Time without a byte in either direction after which a request is given up. */
  idleMs: number;
  /** The same for websockets. */
  webSocketIdleMs: number;
  /** A client has this long to send its request with all of its body. */
  requestMs: number;
  /** Between two notes of activity of a workspace. */
  activityIntervalMs: number;
}

export const DEFAULT_LIMITS: GatewayLimits = {
  codeLifetimeMs: 30_000,
  claimsLifetimeMs: 120_000,
  sessionLifetimeMs: 12 * 3_600_000,
  recheckIntervalMs: 20_000,
  uncheckedGraceMs: 300_000,
  openPerUser: 400,
  openPerWorkspace: 400,
  clientConnections: 20_000,
  headerBytes: 64 * 1024,
  urlLength: 16 * 1024,
  dialTimeoutMs: 15_000,
  idleMs: 15 * 60_000,
  webSocketIdleMs: 3_600_000,
  requestMs: 3_600_000,
  activityIntervalMs: 60_000,
};
