import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import {
  RiCheckLine,
  RiCloseCircleLine,
  RiEyeOffLine,
  RiExchangeLine,
} from '@remixicon/react';
import type { RemixiconComponentType } from '@remixicon/react';
import type {
  DevcontainerReport,
  PropertyReportEntry,
} from '@backstage-cde/plugin-cde-common';
import { cdeTranslationRef } from '../../translation';
import { Problems } from './Summary';
import styles from './Devcontainer.module.css';

const ICONS: Record<PropertyReportEntry['outcome'], RemixiconComponentType> = {
  applied: RiCheckLine,
  translated: RiExchangeLine,
  ignored: RiEyeOffLine,
  refused: RiCloseCircleLine,
};

/** What became of each property of a devcontainer.json. */
export const Report = ({ report }: { report: DevcontainerReport }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex direction="column" gap="3">
      {report.source === 'default' && (
        <Text as="p">{t('devcontainer.none')}</Text>
      )}
      {report.problems.length > 0 && <Problems problems={report.problems} />}
      {report.properties.length > 0 && (
        <table className={styles.report}>
          <caption>{report.path ?? t('devcontainer.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('devcontainer.property')}</th>
              <th scope="col">{t('devcontainer.outcome')}</th>
              <th scope="col">{t('devcontainer.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {report.properties.map(entry => (
              <Property key={entry.property} entry={entry} />
            ))}
          </tbody>
        </table>
      )}
    </Flex>
  );
};

const Property = ({ entry }: { entry: PropertyReportEntry }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const Icon = ICONS[entry.outcome];
  return (
    <tr>
      <th scope="row">
        <code>{entry.property}</code>
        {entry.line !== undefined && (
          <span className={styles.position}>
            {t('devcontainer.line', { line: String(entry.line) })}
          </span>
        )}
      </th>
      <td>
        <span className={styles.outcome} data-outcome={entry.outcome}>
          <Icon aria-hidden size={16} />
          {t(`outcome.${entry.outcome}`)}
        </span>
      </td>
      <td>{entry.reason}</td>
    </tr>
  );
};
