import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { useNow } from '../../hooks/useNow';
import { shortRef } from '../../lib/entities';
import { formatRelative } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { Notice } from '../Common';

const MINUTE = 60_000;

/** What somebody should know before anything else on a template's page. */
export const TemplateNotices = ({
  template,
}: {
  template: TemplateDetails;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { state, privileged, revision, draft, source } = template;
  return (
    <>
      {state !== 'active' && (
        <Notice severity="warning" title={t(`template.page.${state}Title`)}>
          {t(`template.page.${state}Text`)}
        </Notice>
      )}
      {privileged && (
        <Notice severity="warning" title={t('template.page.privilegedTitle')}>
          {t('template.page.privilegedText')}
        </Notice>
      )}
      {draft ? (
        <DraftNotice template={template} />
      ) : (
        revision === undefined && (
          <Notice severity="info" title={t('template.page.unpublishedTitle')}>
            {t('template.page.unpublishedText')}
          </Notice>
        )
      )}
      {source !== 'portal' && (
        <Notice severity="info" title={t(`template.sources.${source}`)}>
          {t(
            source === 'git'
              ? 'template.page.fromGit'
              : 'template.page.fromConfig',
          )}
        </Notice>
      )}
    </>
  );
};

const DraftNotice = ({ template }: { template: TemplateDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const now = useNow(MINUTE);
  const { id, draft, revision, allowed } = template;
  if (!draft) return null;
  const unpublished = revision === undefined;
  return (
    <Notice
      severity="info"
      title={t(
        unpublished
          ? 'template.page.unpublishedTitle'
          : 'template.page.draftTitle',
      )}
      actions={
        allowed.includes('update') && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={links.templateEditor(id)}
          >
            {t('template.page.continue')}
          </ButtonLink>
        )
      }
    >
      {unpublished && `${t('template.page.unpublishedText')} `}
      {t('template.page.draftText', {
        who: shortRef(draft.changedBy, ['user']),
        when: formatRelative(draft.changedAt, now),
      })}
    </Notice>
  );
};
