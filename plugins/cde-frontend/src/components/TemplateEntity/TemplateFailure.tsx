import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { isMissing } from '../../lib/errors';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice, Notice } from '../Common';

/** Why a template is not shown: it is too new, or it could not be read. */
export const TemplateFailure = ({
  error,
  onRetry,
}: {
  error: Error;
  onRetry: () => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return isMissing(error) ? (
    <Notice severity="info" title={t('templateEntity.unpublished')} />
  ) : (
    <ErrorNotice
      error={error}
      title={t('templateEntity.failed')}
      onRetry={onRetry}
    />
  );
};
