/**
 * Webhooks of Gitea and of plain git hosts, checked by their signatures.
 *
 * @packageDocumentation
 */
export { eventsModuleCde as default } from './module';
