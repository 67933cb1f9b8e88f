import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Badge, ButtonIcon, Flex, Text } from '@backstage/ui';
import { RiDeleteBinLine, RiPencilLine } from '@remixicon/react';
import type {
  Quota,
  QuotaMeasure,
  QuotaTarget,
} from '@backstage-cde/plugin-cde-common';
import { shortRef } from '../../lib/entities';
import { formatAmount } from '../../lib/quota';
import { MEASURES, hasEach } from '../../lib/quotaForm';
import { cdeTranslationRef } from '../../translation';
import { RelativeTime } from '../Common';
import styles from './Quotas.module.css';

interface QuotaTableProps {
  quotas: Quota[];
  currency: string;
  /** Absent: not for the caller. */
  onEdit?: (quota: Quota) => void;
  onDelete?: (quota: Quota) => void;
}

/** Limits by whom they are for. */
export const QuotaTable = ({ quotas, ...rest }: QuotaTableProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('administration.quotas.target')}</th>
          <th scope="col">{t('administration.quotas.limits')}</th>
          <th scope="col">{t('administration.quotas.source')}</th>
          <th scope="col">{t('column.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {quotas.map(quota => (
          <QuotaRow key={quota.id} quota={quota} {...rest} />
        ))}
      </tbody>
    </table>
  );
};

const QuotaRow = ({
  quota,
  currency,
  onEdit,
  onDelete,
}: Omit<QuotaTableProps, 'quotas'> & { quota: Quota }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const who = useTargetName(quota.target);
  const fixed = quota.source === 'config';
  return (
    <tr>
      <th scope="row">
        <Target target={quota.target} />
        {quota.note && (
          <Text as="p" variant="body-small" color="secondary">
            {quota.note}
          </Text>
        )}
      </th>
      <td>
        <ul className={styles.limits}>
          {MEASURES.filter(measure => quota.limits[measure] !== undefined).map(
            measure => (
              <LimitLine
                key={measure}
                quota={quota}
                measure={measure}
                currency={currency}
              />
            ),
          )}
        </ul>
      </td>
      <td>
        {fixed ? (
          <Badge size="small" title={t('administration.quotas.configHelp')}>
            {t('administration.quotas.config')}
          </Badge>
        ) : (
          <Text variant="body-small" color="secondary">
            {quota.updatedAt && <RelativeTime at={quota.updatedAt} />}{' '}
            {quota.updatedBy &&
              t('administration.quotas.by', {
                who: shortRef(quota.updatedBy, ['user']),
              })}
          </Text>
        )}
      </td>
      <td>
        {!fixed && (
          <Flex gap="1">
            {onEdit && (
              <ButtonIcon
                variant="tertiary"
                icon={<RiPencilLine />}
                aria-label={t('administration.quotas.edit', { who })}
                onPress={() => onEdit(quota)}
              />
            )}
            {onDelete && (
              <ButtonIcon
                variant="tertiary"
                icon={<RiDeleteBinLine />}
                aria-label={t('administration.quotas.delete', { who })}
                onPress={() => onDelete(quota)}
              />
            )}
          </Flex>
        )}
      </td>
    </tr>
  );
};

const LimitLine = ({
  quota,
  measure,
  currency,
}: {
  quota: Quota;
  measure: QuotaMeasure;
  currency: string;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const limit = quota.limits[measure]!;
  const used = quota.used?.[measure];
  const amount = (value: number) => formatAmount(measure, value, currency);
  return (
    <li>
      <span className={styles.measure}>
        {t(`administration.quotas.measure.${measure}`)}
      </span>
      {used === undefined ? (
        <span>{amount(limit)}</span>
      ) : (
        <>
          <span>
            {t('administration.quotas.used', {
              used: amount(used),
              limit: amount(limit),
            })}
          </span>
          <span className={styles.meter} aria-hidden data-full={used >= limit}>
            <span style={{ width: `${share(used, limit) * 100}%` }} />
          </span>
        </>
      )}
    </li>
  );
};

function share(used: number, limit: number): number {
  return limit > 0 ? Math.min(1, used / limit) : 1;
}

const Target = ({ target }: { target: QuotaTarget }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex gap="2" align="center" className={styles.target}>
      {target.ref ? (
        <EntityRefLink entityRef={target.ref} />
      ) : (
        <span>{t('administration.quotas.everyone')}</span>
      )}
      {hasEach(target.kind) && (
        <Text variant="body-small" color="secondary">
          {t(`administration.quotas.${target.per}`)}
        </Text>
      )}
    </Flex>
  );
};

/** Whom a limit is for, in words. */
export function useTargetName(target: QuotaTarget): string {
  const { t } = useTranslationRef(cdeTranslationRef);
  const name = target.ref
    ? shortRef(target.ref)
    : t('administration.quotas.everyone');
  return hasEach(target.kind)
    ? `${name} (${t(`administration.quotas.${target.per}`)})`
    : name;
}
