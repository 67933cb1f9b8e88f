import { useCallback, useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useBreakpoint } from '@backstage/ui';
import { workspaceTemplateSchema } from '@backstage-cde/plugin-cde-common';
import type { TemplateProblem } from '@backstage-cde/plugin-cde-common';
import { useOptions } from '../../../hooks/useOptions';
import { suggestionsAt } from '../../../lib/templateCompletion';
import type {
  CompletionSchema,
  KnownNames,
} from '../../../lib/templateCompletion';
import { cdeTranslationRef } from '../../../translation';
import { YamlEditor } from '../../Code';
import { ErrorNotice } from '../../Common';
import { TemplateForm } from './form';
import styles from './Editor.module.css';

const SCHEMA = workspaceTemplateSchema as CompletionSchema;

interface EditPanesProps {
  text: string;
  onChange: (text: string) => void;
  problems: TemplateProblem[];
  nameIsFixed: boolean;
  /** Which of the two a narrow screen shows. */
  only: 'form' | 'yaml' | undefined;
  goTo: TemplateProblem | undefined;
}

/** Form and YAML of the same text, side by side where there is room. */
export const EditPanes = ({
  text,
  onChange,
  problems,
  nameIsFixed,
  only,
  goTo,
}: EditPanesProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value: options, error, refresh } = useOptions();
  const names = useMemo<KnownNames>(() => {
    const of = (list: Array<{ name: string }> | undefined) =>
      (list ?? []).map(({ name }) => name);
    return {
      'spec.resourceClasses.*': of(options?.resourceClasses),
      'spec.ides.*': of(options?.ides),
      'spec.clusters.*': of(options?.clusters),
    };
  }, [options]);
  const suggest = useCallback(
    (written: string, offset: number) =>
      suggestionsAt(SCHEMA, written, offset, names),
    [names],
  );
  const place = useMemo(
    () =>
      goTo?.line === undefined
        ? undefined
        : { line: goTo.line, column: goTo.column },
    [goTo],
  );

  return (
    <div className={styles.panes} data-narrow={only !== undefined}>
      {only !== 'yaml' && (
        <section className={styles.form} aria-label={t('template.editor.form')}>
          {error && !options && (
            <ErrorNotice
              error={error}
              title={t('tab.optionsFailed')}
              onRetry={refresh}
            />
          )}
          <TemplateForm
            text={text}
            onChange={onChange}
            options={options}
            nameIsFixed={nameIsFixed}
          />
        </section>
      )}
      {only !== 'form' && (
        <section className={styles.yaml} aria-label={t('template.editor.yaml')}>
          <YamlEditor
            label={t('template.editor.yaml')}
            value={text}
            onChange={onChange}
            problems={problems}
            suggest={suggest}
            goTo={place}
          />
        </section>
      )}
    </div>
  );
};

/** Whether there is no room for both. */
export function useIsNarrow(): boolean {
  const { down } = useBreakpoint();
  return down('lg');
}
