import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { ButtonIcon, Link } from '@backstage/ui';
import {
  RiCheckboxCircleFill,
  RiErrorWarningFill,
  RiForbidLine,
  RiMore2Fill,
} from '@remixicon/react';
import type { RemixiconComponentType } from '@remixicon/react';
import type { AuditEntry } from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { actWords } from '../../lib/auditFilter';
import { formatAbsolute } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { RelativeTime } from '../Common';
import styles from './Audit.module.css';

/** Entries of the audit, newest first. */
export const AuditTable = ({
  entries,
  onShow,
}: {
  entries: AuditEntry[];
  onShow: (entry: AuditEntry) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('administration.audit.when')}</th>
          <th scope="col">{t('administration.audit.actor')}</th>
          <th scope="col">{t('administration.audit.act')}</th>
          <th scope="col">{t('administration.audit.target')}</th>
          <th scope="col">{t('administration.audit.outcome')}</th>
          <th scope="col">{t('administration.audit.reason')}</th>
          <th scope="col">{t('column.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(entry => (
          <tr key={entry.id}>
            <td>
              <RelativeTime at={entry.at} />
            </td>
            <td>
              <Actor actor={entry.actor} />
            </td>
            <th scope="row">{actWords(entry.act)}</th>
            <td>
              <Target target={entry.target} />
            </td>
            <td>
              <Outcome outcome={entry.outcome} />
            </td>
            <td className={styles.reason}>{entry.reason}</td>
            <td>
              <ButtonIcon
                size="small"
                variant="tertiary"
                icon={<RiMore2Fill />}
                aria-label={t('administration.audit.details', {
                  act: actWords(entry.act),
                  when: formatAbsolute(entry.at),
                })}
                onPress={() => onShow(entry)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** Who did it: a user, or the system by itself. */
export const Actor = ({ actor }: { actor: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  // Services and the system have no page in the catalog.
  if (actor === 'system') return <>{t('administration.audit.system')}</>;
  return actor.startsWith('user:') ? (
    <EntityRefLink entityRef={actor} defaultKind="user" />
  ) : (
    <>{actor}</>
  );
};

/** What it was done to, with a way there. */
export const Target = ({ target }: { target: AuditEntry['target'] }) => {
  const links = useLinks();
  if (!target) return <>—</>;
  const name = target.name ?? target.id;
  switch (target.kind) {
    case 'workspace':
      return <Link href={links.workspace(target.id)}>{name}</Link>;
    case 'template':
      return <Link href={links.template(target.id)}>{name}</Link>;
    case 'quota':
      return <Link href={links.administration('quotas')}>{name}</Link>;
    default:
      return <>{name}</>;
  }
};

const LOOKS: Record<AuditEntry['outcome'], RemixiconComponentType> = {
  succeeded: RiCheckboxCircleFill,
  failed: RiErrorWarningFill,
  denied: RiForbidLine,
};

/** How it ended: an icon, a colour and a word. */
export const Outcome = ({ outcome }: { outcome: AuditEntry['outcome'] }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const Icon = LOOKS[outcome];
  return (
    <span className={styles.outcome} data-outcome={outcome}>
      <Icon aria-hidden size={16} />
      {t(`administration.audit.outcomes.${outcome}`)}
    </span>
  );
};
