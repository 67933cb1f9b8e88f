import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Text } from '@backstage/ui';
import type {
  TimelineEvent,
  TimelineStep,
} from '@backstage-cde/plugin-cde-common';
import { causeText } from '../../lib/errors';
import { formatAbsolute, formatDuration } from '../../lib/format';
import { aboutStep, isLifecycle } from '../../lib/timeline';
import { cdeTranslationRef } from '../../translation';
import styles from './WorkspacePage.module.css';

/** Who did what, when; the newest first. */
export const Events = ({ events }: { events: TimelineEvent[] }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (events.length === 0) return <Text as="p">{t('events.none')}</Text>;
  return (
    <div className={styles.scroll}>
      <table className={styles.events}>
        <thead>
          <tr>
            {(['when', 'start', 'what', 'detail', 'who'] as const).map(
              column => (
                <th key={column} scope="col">
                  {t(`events.${column}`)}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {[...events].reverse().map(event => (
            <EventRow key={event.id} event={event} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** Events that are their own news. */
const SPEAKS_FOR_ITSELF: TimelineStep[] = ['ready', 'open', 'failure'];

const EventRow = ({ event }: { event: TimelineEvent }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const what = isLifecycle(event.step) ? event.step : t(`step.${event.step}`);
  return (
    <tr data-state={event.state}>
      <td>
        <time dateTime={event.at}>{formatAbsolute(event.at)}</time>
      </td>
      <td>{event.run}</td>
      <td>
        {what}
        {SPEAKS_FOR_ITSELF.includes(event.step)
          ? ''
          : `: ${t(`state.${event.state}`)}`}
        {event.durationMs !== undefined &&
          ` (${formatDuration(event.durationMs)})`}
      </td>
      <td>
        {aboutStep(event)}
        {event.cause && <div>{causeText(event.cause)}</div>}
      </td>
      <td>
        {event.actor && event.actor !== 'system' ? (
          <EntityRefLink entityRef={event.actor} defaultKind="user" />
        ) : (
          t('events.system')
        )}
      </td>
    </tr>
  );
};
