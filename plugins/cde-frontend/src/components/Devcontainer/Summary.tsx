import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import {
  RiCheckLine,
  RiErrorWarningLine,
  RiFileCodeLine,
} from '@remixicon/react';
import type {
  DevcontainerReport,
  FileProblem,
} from '@backstage-cde/plugin-cde-common';
import { cdeTranslationRef } from '../../translation';
import styles from './Devcontainer.module.css';

interface SummaryProps {
  report: DevcontainerReport;
  onDetails?: () => void;
}

/** One line on what a repository's devcontainer.json amounts to. */
export const DevcontainerSummary = ({ report, onDetails }: SummaryProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (report.source === 'default') {
    return (
      <Flex align="center" gap="2">
        <RiFileCodeLine aria-hidden size={18} />
        <Text>{t('devcontainer.none')}</Text>
      </Flex>
    );
  }
  const errors = report.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return <Problems problems={errors} />;

  const count = (outcomes: string[]) =>
    report.properties.filter(({ outcome }) => outcomes.includes(outcome))
      .length;
  const ignored = count(['ignored']);
  const refused = count(['refused']);
  return (
    <Flex align="center" gap="2" className={styles.summary}>
      {refused > 0 ? (
        <RiErrorWarningLine aria-hidden size={18} className={styles.warning} />
      ) : (
        <RiCheckLine aria-hidden size={18} className={styles.success} />
      )}
      <Text>
        <code>{report.path}</code>{' '}
        {[
          t('devcontainer.applied', {
            count: count(['applied', 'translated']),
          }),
          ignored > 0 && t('devcontainer.ignored', { number: String(ignored) }),
          refused > 0 && t('devcontainer.refused', { number: String(refused) }),
        ]
          .filter(Boolean)
          .join(', ')}
      </Text>
      {onDetails && (
        <Button size="small" variant="tertiary" onPress={onDetails}>
          {t('devcontainer.details')}
        </Button>
      )}
    </Flex>
  );
};

/** What is wrong with a file, and where. */
export const Problems = ({ problems }: { problems: FileProblem[] }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <ul className={styles.problems}>
      {problems.map(problem => (
        <li
          key={`${problem.path}:${problem.line}:${problem.column}:${problem.message}`}
          data-severity={problem.severity}
        >
          <RiErrorWarningLine aria-hidden size={18} />
          <span>
            <code>{problem.path}</code>
            {problem.line !== undefined && (
              <>
                {', '}
                {problem.column === undefined
                  ? t('devcontainer.line', { line: String(problem.line) })
                  : t('devcontainer.lineColumn', {
                      line: String(problem.line),
                      column: String(problem.column),
                    })}
              </>
            )}
            {': '}
            {problem.message}
          </span>
        </li>
      ))}
    </ul>
  );
};
