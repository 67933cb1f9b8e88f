import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useNow } from '../../hooks/useNow';
import { formatAbsolute, formatRelative, refName } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import styles from './Activity.module.css';

const MINUTE = 60_000;

/** Who runs a workspace, on which branch, and since when. */
export const Worker = ({ workspace }: { workspace: Workspace }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const now = useNow(MINUTE);
  const { owner, repository, phaseSince } = workspace;
  const branch = repository && refName(repository.ref);
  return (
    <>
      <EntityRefLink entityRef={owner} defaultKind="user" />{' '}
      <span className={styles.minor}>
        {branch && `${t('activity.on', { branch })} · `}
        <time dateTime={phaseSince} title={formatAbsolute(phaseSince)}>
          {formatRelative(phaseSince, now)}
        </time>
      </span>
    </>
  );
};
