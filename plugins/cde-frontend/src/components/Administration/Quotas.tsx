import { useCallback, useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Skeleton, Text } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import type { CallerRights, Quota } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import { cdeTranslationRef } from '../../translation';
import { Empty, ErrorNotice } from '../Common';
import { DeleteQuotaDialog } from './DeleteQuotaDialog';
import { QuotaDialog } from './QuotaDialog';
import { QuotaTable } from './QuotaTable';
import styles from './Quotas.module.css';

const REFRESH = 60_000;

/** What is being done: a new quota, a change of one, or its end. */
type Doing = { edit: Quota | undefined } | { remove: Quota };

/** All limits, with what is used of them. */
export const Quotas = ({ rights }: { rights: CallerRights }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const { value, error, refresh, replace } = useLive<Quota[]>({
    key: 'quotas',
    load: signal => api.listQuotas({ signal }),
    interval: () => REFRESH,
  });
  const [doing, setDoing] = useState<Doing>();
  const close = useCallback(() => setDoing(undefined), []);
  const onSaved = useCallback(
    (quotas: Quota[]) => {
      replace(() => quotas);
      setDoing(undefined);
    },
    [replace],
  );
  const mayChange = rights.allowed.includes('update-quotas');
  const add = mayChange && (
    <Button
      variant="primary"
      iconStart={<RiAddLine />}
      onPress={() => setDoing({ edit: undefined })}
    >
      {t('administration.quotas.add')}
    </Button>
  );

  return (
    <Flex direction="column" gap="4">
      <Flex justify="between" align="center" gap="4" className={styles.head}>
        <Text as="p" color="secondary">
          {t('administration.quotas.intro')}
        </Text>
        {value && value.length > 0 && add}
      </Flex>
      {error && (
        <ErrorNotice
          error={error}
          title={t('administration.quotas.failed')}
          onRetry={refresh}
        />
      )}
      {!value && !error && (
        <Flex direction="column" gap="2" aria-busy="true">
          <Skeleton width="100%" height={48} />
          <Skeleton width="100%" height={48} />
        </Flex>
      )}
      {value?.length === 0 && (
        <Empty
          title={t('administration.quotas.none')}
          text={t('administration.quotas.noneText')}
          action={add}
        />
      )}
      {value && value.length > 0 && (
        <QuotaTable
          quotas={value}
          currency={rights.currency}
          onEdit={mayChange ? edit => setDoing({ edit }) : undefined}
          onDelete={mayChange ? remove => setDoing({ remove }) : undefined}
        />
      )}
      {doing && 'edit' in doing && (
        <QuotaDialog
          key={doing.edit && `${doing.edit.id} ${doing.edit.version}`}
          quota={doing.edit}
          quotas={value ?? []}
          onEdit={edit => setDoing({ edit })}
          currency={rights.currency}
          onClose={close}
          onSaved={onSaved}
          onReload={async (): Promise<void> => {
            const quotas = await api.listQuotas();
            replace(() => quotas);
            setDoing({ edit: quotas.find(({ id }) => id === doing.edit?.id) });
          }}
        />
      )}
      {doing && 'remove' in doing && (
        <DeleteQuotaDialog
          quota={doing.remove}
          onClose={close}
          onDeleted={onSaved}
        />
      )}
    </Flex>
  );
};
