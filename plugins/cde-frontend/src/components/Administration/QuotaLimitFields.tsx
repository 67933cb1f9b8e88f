import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { TextField } from '@backstage/ui';
import type { QuotaMeasure } from '@backstage-cde/plugin-cde-common';
import { MEASURES, SIZES } from '../../lib/quotaForm';
import type { readLimits } from '../../lib/quotaForm';
import { cdeTranslationRef } from '../../translation';
import styles from './Quotas.module.css';

/** Limits as they are typed. */
export type LimitTexts = Partial<Record<QuotaMeasure, string>>;

/** A field for each measure; empty ones do not limit. */
export const LimitFields = ({
  texts,
  wrong,
  onChange,
}: {
  texts: LimitTexts;
  wrong: ReturnType<typeof readLimits>['wrong'];
  onChange: (texts: LimitTexts) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <div className={styles.fields}>
      {MEASURES.map(measure => {
        const problem = wrong[measure];
        return (
          <TextField
            key={measure}
            label={t(`administration.quotas.measure.${measure}`)}
            description={
              problem
                ? t(`administration.quotas.wrong.${problem}`)
                : t(
                    SIZES.has(measure)
                      ? 'administration.quotas.sizeHelp'
                      : 'administration.quotas.limitHelp',
                  )
            }
            isInvalid={problem !== undefined}
            value={texts[measure] ?? ''}
            onChange={text => onChange({ ...texts, [measure]: text })}
          />
        );
      })}
    </div>
  );
};
