import { useCallback } from 'react';
import {
  BreadcrumbEntry,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { ButtonLink, Container, Flex } from '@backstage/ui';
import {
  Navigate,
  Route,
  Routes,
  useNavigate,
  useParams,
} from 'react-router-dom';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { useLinks } from '../../hooks/useLinks';
import { useTemplate } from '../../hooks/useTemplates';
import { cdeTranslationRef } from '../../translation';
import { YamlText } from '../Code';
import { ErrorNotice } from '../Common';
import { History } from './History';
import { Overview } from './Overview';
import { PageSkeleton } from './PageSkeleton';
import { TemplateHeader } from './TemplateHeader';
import { TemplateNotices } from './TemplateNotices';

/** Everything about one template. */
export const TemplatePage = () => {
  const { id = '' } = useParams();
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const navigate = useNavigate();
  const { value: template, error, refresh, replace } = useTemplate(id);
  useDocumentTitle(template?.title);

  const onChanged = useCallback(
    (changed: TemplateDetails | undefined) => {
      if (changed) replace(() => changed);
      else navigate(links.templates);
    },
    [links, navigate, replace],
  );

  if (!template) {
    return (
      <Container py="4">
        {error ? (
          <ErrorNotice
            error={error}
            title={t('template.page.failed')}
            onRetry={refresh}
            actions={
              <ButtonLink
                size="small"
                variant="secondary"
                href={links.templates}
              >
                {t('template.page.all')}
              </ButtonLink>
            }
          />
        ) : (
          <PageSkeleton />
        )}
      </Container>
    );
  }
  return (
    <BreadcrumbEntry
      entry={{ label: template.title, href: links.template(id) }}
    >
      <TemplateHeader template={template} onChanged={onChanged} />
      <Container py="4">
        <Flex direction="column" gap="4">
          {error && (
            <ErrorNotice
              error={error}
              title={t('template.page.stale')}
              onRetry={refresh}
            />
          )}
          <TemplateNotices template={template} />
          <Routes>
            <Route index element={<Overview template={template} />} />
            <Route
              path="history"
              element={<History template={template} onChanged={onChanged} />}
            />
            <Route
              path="yaml"
              element={
                <YamlText
                  label={t('template.page.yaml')}
                  text={template.yaml ?? template.draft?.yaml ?? ''}
                />
              }
            />
            <Route path="*" element={<Navigate to=".." replace />} />
          </Routes>
        </Flex>
      </Container>
    </BreadcrumbEntry>
  );
};
