import { useCallback, useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Button, Link, Text } from '@backstage/ui';
import type { QuotaHolder } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { useLinks } from '../../hooks/useLinks';
import { useLive } from '../../hooks/useLive';
import { isMissing } from '../../lib/errors';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';
import styles from './Quota.module.css';

/** A workspace that uses up a limit, with what the user may do about it. */
export const Holder = ({
  holder,
  amount,
}: {
  holder: QuotaHolder;
  amount: string;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const { id, name, owner } = holder;
  if (id === undefined) {
    return (
      <li className={styles.holder}>
        <span className={styles.holderName}>{t('quota.hidden')}</span>
        <span className={styles.amount}>{amount}</span>
      </li>
    );
  }
  return (
    <li className={styles.holder}>
      <span className={styles.holderName}>
        <Link href={links.workspace(id)} weight="bold">
          {name ?? id}
        </Link>{' '}
        {owner && <EntityRefLink entityRef={owner} defaultKind="user" />}
      </span>
      <span className={styles.amount}>{amount}</span>
      <HolderActs holder={{ ...holder, id, name: name ?? id }} />
    </li>
  );
};

type KnownHolder = QuotaHolder & { id: string; name: string };

const HolderActs = ({ holder }: { holder: KnownHolder }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const { id, name, allowed } = holder;
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<'stop' | 'delete'>();
  const stop = useAction(
    useCallback(
      () => api.stopWorkspace(id).then(() => setDone('stop')),
      [api, id],
    ),
  );
  const remove = useAction(
    useCallback(
      () => api.deleteWorkspace(id).then(() => setDone('delete')),
      [api, id],
    ),
  );
  const error = stop.error ?? remove.error;

  if (done) return <Leaving id={id} name={name} act={done} />;
  return (
    <>
      {asking ? (
        <span className={styles.sure}>
          <strong>{t('quota.deleteSure', { name })}</strong>
          <span className={styles.buttons}>
            <Button
              autoFocus
              size="small"
              variant="secondary"
              onPress={() => setAsking(false)}
            >
              {t('quota.deleteNo')}
            </Button>
            <Button
              destructive
              size="small"
              variant="primary"
              isPending={remove.busy}
              onPress={remove.run}
            >
              {t('quota.deleteYes')}
            </Button>
          </span>
        </span>
      ) : (
        <span className={styles.buttons}>
          {allowed.includes('stop') && (
            <Button
              size="small"
              variant="secondary"
              aria-label={t('quota.stopNamed', { name })}
              isPending={stop.busy}
              onPress={stop.run}
            >
              {t('quota.stop')}
            </Button>
          )}
          {allowed.includes('delete') && (
            <Button
              size="small"
              variant="secondary"
              aria-label={t('quota.deleteNamed', { name })}
              onPress={() => setAsking(true)}
            >
              {t('quota.delete')}
            </Button>
          )}
        </span>
      )}
      {error && <ErrorNotice error={error} title={t('quota.actFailed')} />}
    </>
  );
};

const WATCHED = 2_000;
const NEVER = Infinity;

/** Follows a workspace until it has made room. */
const Leaving = ({
  id,
  name,
  act,
}: {
  id: string;
  name: string;
  act: 'stop' | 'delete';
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const isGone = (phase: string | undefined) =>
    act === 'stop' && (phase === 'Stopped' || phase === 'Failed');
  const { value, error } = useLive({
    key: `leaving ${id}`,
    load: signal => api.getWorkspace(id, { signal }),
    concerns: message => message.id === id,
    interval: workspace => (isGone(workspace?.phase) ? NEVER : WATCHED),
  });
  const gone = isMissing(error) || isGone(value?.phase);
  const words = {
    stop: gone ? t('quota.stopped', { name }) : t('quota.stopping', { name }),
    delete: gone ? t('quota.gone', { name }) : t('quota.deleting', { name }),
  };
  return (
    <Text role="status" color="secondary">
      {words[act]}
    </Text>
  );
};
