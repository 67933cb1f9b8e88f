import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { formatNumber } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { RelativeTime } from '../Common';

type FactList = Array<{ label: string; value: ReactNode }>;

/** How a template stands: state, revision, use. */
export function useTemplateStanding(template: TemplateDetails): FactList {
  const { t } = useTranslationRef(cdeTranslationRef);
  return [
    {
      label: t('templateEntity.stateLabel'),
      value: t(`templateEntity.state.${template.state}`),
    },
    {
      label: t('templateEntity.revisionLabel'),
      value:
        template.revision === undefined ? (
          t('templateEntity.noRevision')
        ) : (
          <span>
            {t('templateEntity.revision', {
              revision: String(template.revision),
            })}
            {template.publishedAt && (
              <>
                {', '}
                <RelativeTime at={template.publishedAt} />
              </>
            )}
          </span>
        ),
    },
    {
      label: t('templateEntity.workspaces'),
      value: formatNumber(template.workspaces),
    },
    {
      label: t('templateEntity.source'),
      value: t(`templateEntity.sources.${template.source}`),
    },
  ];
}

/** What workspaces of a template get. */
export function useTemplateFacts({ spec }: TemplateDetails): FactList {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (!spec) return [];
  const { image, file } = spec.devcontainer;
  const parameters = Object.entries(spec.parameters?.properties ?? {});
  return [
    {
      label: t('templateEntity.image'),
      value: file
        ? t('templateEntity.file')
        : typeof image === 'string' && <code>{image}</code>,
    },
    {
      label: t('templateEntity.classes'),
      value: spec.resourceClasses.join(', '),
    },
    {
      label: t('templateEntity.ides'),
      value: spec.ides?.join(', '),
    },
    {
      label: t('templateEntity.parameters'),
      value:
        parameters.map(([name, { title }]) => title ?? name).join(', ') ||
        t('templateEntity.noParameters'),
    },
    {
      label: t('templateEntity.appliesTo'),
      value: t(
        spec.appliesTo === undefined
          ? 'templateEntity.everyComponent'
          : 'templateEntity.someComponents',
      ),
    },
  ];
}
