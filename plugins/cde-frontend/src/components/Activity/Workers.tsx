import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useNow } from '../../hooks/useNow';
import { activities } from '../../lib/activity';
import { formatAbsolute, formatClock } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import styles from './Activity.module.css';

const MINUTE = 60_000;

/** Who runs workspaces, on which branches, and since when. */
export const Workers = ({ workspaces }: { workspaces: Workspace[] }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const now = useNow(MINUTE);
  return (
    <ul className={styles.list}>
      {activities(workspaces).map(({ owner, branch, since }) => (
        <li key={`${owner} ${branch}`}>
          <EntityRefLink entityRef={owner} defaultKind="user" />{' '}
          <span className={styles.minor}>
            {branch && `${t('activity.on', { branch })} · `}
            <time dateTime={since} title={formatAbsolute(since)}>
              {t('activity.since', { time: formatClock(since, now) })}
            </time>
          </span>
        </li>
      ))}
    </ul>
  );
};
