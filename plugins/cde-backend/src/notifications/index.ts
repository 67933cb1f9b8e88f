export { NotificationSender } from './NotificationSender';
export { Outbox } from './Outbox';
