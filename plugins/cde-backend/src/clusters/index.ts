export * from './errors';
export * from './client';
export * from './reflector';
export * from './connection';
export * from './dialer';
export * from './tunnel';
export { Transport } from './transport';
export { KubeConfigError, loadKubeConfig } from './kubeConfig';
export { readPreparation, type PreparationState } from './preparation';
