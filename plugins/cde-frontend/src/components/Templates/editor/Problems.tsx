import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { RiAlertLine, RiCheckLine, RiErrorWarningLine } from '@remixicon/react';
import type { TemplateProblem } from '@backstage-cde/plugin-cde-common';
import type { TemplateProblems } from '../../../hooks/useTemplateProblems';
import { cdeTranslationRef } from '../../../translation';
import { Announce, ErrorNotice } from '../../Common';
import styles from './Editor.module.css';

interface ProblemsProps {
  problems: TemplateProblems;
  /** Shows the place of a problem. */
  onGoTo: (problem: TemplateProblem) => void;
}

/** What is wrong with the text, with a way to each place. */
export const Problems = ({ problems, onGoTo }: ProblemsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { items, error } = problems;
  const summary = useSummary(items);
  return (
    <>
      {error && (
        <ErrorNotice error={error} title={t('template.editor.checkFailed')} />
      )}
      {items.length === 0 ? (
        <span className={styles.saveState}>
          <RiCheckLine aria-hidden size={16} />
          {summary}
        </span>
      ) : (
        <ul
          className={styles.problems}
          aria-label={t('template.editor.problems')}
        >
          {items.map((problem, index) => (
            <li key={index}>
              <Severity problem={problem} />
              {problem.line === undefined ? null : (
                <button type="button" onClick={() => onGoTo(problem)}>
                  {t('template.editor.problemAt', {
                    line: String(problem.line),
                  })}
                </button>
              )}
              <Text as="span">{problem.message}</Text>
            </li>
          ))}
        </ul>
      )}
      <Announce text={summary} />
    </>
  );
};

/** How many problems there are, in words. */
export function useSummary(items: TemplateProblem[]): string {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (items.length === 0) return t('template.editor.noProblems');
  const errors = items.filter(({ severity }) => severity === 'error').length;
  const warnings = items.length - errors;
  return [
    errors > 0 && t('template.editor.errors', { count: errors }),
    warnings > 0 && t('template.editor.warnings', { count: warnings }),
  ]
    .filter(Boolean)
    .join(', ');
}

const Severity = ({ problem: { severity } }: { problem: TemplateProblem }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const Icon = severity === 'error' ? RiErrorWarningLine : RiAlertLine;
  return (
    <span className={styles.severity} data-severity={severity}>
      <Icon aria-hidden size={16} />
      {t(`template.editor.${severity}`)}
    </span>
  );
};
