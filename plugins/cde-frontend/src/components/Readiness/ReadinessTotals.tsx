import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import { Button, Flex, Link, Text, useBreakpoint } from '@backstage/ui';
import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { useNavigate } from 'react-router-dom';
import type {
  ReadinessGroup,
  ReadinessPage,
  ReadinessTotal,
} from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { formatNumber } from '../../lib/format';
import { readinessToParams, statusShares, usable } from '../../lib/readiness';
import type { ReadinessView } from '../../lib/readiness';
import { cdeTranslationRef } from '../../translation';
import { LastStart, MedianStart } from './Starts';
import { ShareBar } from './StatusMark';
import styles from './Readiness.module.css';

/** Groups that are shown until all are asked for. */
const MOST = 8;

interface ReadinessTotalsProps {
  totals: NonNullable<ReadinessPage['totals']>;
  view: ReadinessView;
}

/** Sums of all components, and by team or system. */
export const ReadinessTotals = ({ totals, view }: ReadinessTotalsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const href = useViewHref(view);
  const navigate = useNavigate();
  const groups = view.by === 'owner' ? totals.byOwner : totals.bySystem;
  return (
    <section aria-label={t('readiness.totals')} className={styles.totals}>
      <Overall total={totals.all} href={href} />
      <ToggleButtonGroup
        aria-label={t('readiness.by')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view.by]}
        onSelectionChange={keys =>
          navigate(href({ by: keys.has('system') ? 'system' : 'owner' }), {
            replace: true,
          })
        }
      >
        <ToggleButton id="owner">{t('readiness.byOwner')}</ToggleButton>
        <ToggleButton id="system">{t('readiness.bySystem')}</ToggleButton>
      </ToggleButtonGroup>
      {groups.length === 0 ? (
        <Text as="p" color="secondary">
          {view.by === 'owner'
            ? t('readiness.noGroups')
            : t('readiness.noSystems')}
        </Text>
      ) : (
        <Groups
          key={view.by}
          groups={groups}
          label={
            view.by === 'owner' ? t('readiness.owner') : t('readiness.system')
          }
          hrefOf={ref => href({ [view.by]: ref })}
        />
      )}
    </section>
  );
};

/** The address of a view that differs from this one in a part. */
function useViewHref(view: ReadinessView) {
  const { readiness } = useLinks();
  return (part: Partial<ReadinessView>) => {
    const params = readinessToParams(
      { ...view, ...part },
      new URLSearchParams(),
    );
    const query = params.toString();
    return query ? `${readiness}?${query}` : readiness;
  };
}

const Overall = ({
  total,
  href,
}: {
  total: ReadinessTotal;
  href: (part: Partial<ReadinessView>) => string;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <>
      <dl className={styles.figures} aria-label={t('readiness.sums')}>
        <div>
          <dt>{t('readiness.usable')}</dt>
          <dd>
            <strong>
              {t('readiness.usableOf', {
                usable: formatNumber(usable(total)),
                all: formatNumber(total.components),
              })}
            </strong>
          </dd>
        </div>
        <div>
          <dt>{t('readiness.lastStart')}</dt>
          <dd>
            <LastStart of={total} />
          </dd>
        </div>
        <div>
          <dt>{t('readiness.medianStart')}</dt>
          <dd>
            <MedianStart of={total} />
          </dd>
        </div>
      </dl>
      <div>
        <ShareBar total={total} />
        <ul className={styles.legend}>
          {statusShares(total).map(({ status, count }) => (
            <li key={status}>
              <i aria-hidden data-status={status} />
              <Link href={href({ status })} variant="body-small">
                {t(`readiness.statuses.${status}`)}
              </Link>{' '}
              {formatNumber(count)}
            </li>
          ))}
        </ul>
      </div>
    </>
  );
};

interface GroupsProps {
  groups: ReadinessGroup[];
  label: string;
  /** Where only a group's components are shown. */
  hrefOf: (ref: string) => string;
}

const Groups = ({ groups, label, hrefOf }: GroupsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { down } = useBreakpoint();
  const [all, setAll] = useState(false);
  const Shape = down('md') ? GroupCards : GroupTable;
  return (
    <Flex direction="column" gap="2" align="start">
      <Shape
        groups={all ? groups : groups.slice(0, MOST)}
        label={label}
        hrefOf={hrefOf}
      />
      {!all && groups.length > MOST && (
        <Button size="small" variant="tertiary" onPress={() => setAll(true)}>
          {t('readiness.allGroups', { number: formatNumber(groups.length) })}
        </Button>
      )}
    </Flex>
  );
};

const GroupName = ({
  group,
  href,
}: {
  group: ReadinessGroup;
  href: string;
}) => (
  <Link href={href}>
    <EntityDisplayName entityRef={group.ref} hideIcon disableTooltip />
  </Link>
);

const GroupTable = ({ groups, label, hrefOf }: GroupsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{label}</th>
            <th scope="col">{t('readiness.usable')}</th>
            <th scope="col" data-bar>
              {t('readiness.share')}
            </th>
            <th scope="col">{t('readiness.lastStart')}</th>
            <th scope="col">{t('readiness.medianStart')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(group => (
            <tr key={group.ref}>
              <th scope="row">
                <GroupName group={group} href={hrefOf(group.ref)} />
              </th>
              <td>
                <UsableOf total={group} />
              </td>
              <td>
                <ShareBar total={group} />
              </td>
              <td>
                <LastStart of={group} />
              </td>
              <td>
                <MedianStart of={group} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const GroupCards = ({ groups, hrefOf }: GroupsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <ul className={styles.cards}>
      {groups.map(group => (
        <li key={group.ref} className={styles.card}>
          <Flex justify="between" gap="2">
            <GroupName group={group} href={hrefOf(group.ref)} />
            <UsableOf total={group} />
          </Flex>
          <ShareBar total={group} />
          <Text as="p" variant="body-small" color="secondary">
            {t('readiness.medianStart')}: <MedianStart of={group} />
          </Text>
        </li>
      ))}
    </ul>
  );
};

const UsableOf = ({ total }: { total: ReadinessTotal }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <span className={styles.number}>
      {t('readiness.usableOf', {
        usable: formatNumber(usable(total)),
        all: formatNumber(total.components),
      })}
    </span>
  );
};
