import { Suspense, lazy } from 'react';
import {
  BreadcrumbEntry,
  Progress,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { ButtonLink, Container, Flex, Skeleton } from '@backstage/ui';
import { Navigate, Route, Routes, useLocation } from 'react-router-dom';
import type { CallerRights } from '@backstage-cde/plugin-cde-common';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { useLinks } from '../../hooks/useLinks';
import { useRights } from '../../hooks/useRights';
import { ADMINISTRATION_PARTS, partsFor } from '../../lib/administration';
import type { Part } from '../../lib/administration';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice, Notice, PageHeader } from '../Common';
import { AllWorkspaces } from './AllWorkspaces';
import { Audit } from './Audit';
import { Quotas } from './Quotas';

// It brings the charts.
const Usage = lazy(() =>
  import('./Usage').then(({ Usage: component }) => ({ default: component })),
);

/** Everybody's workspaces, usage, quotas and audit. */
export const AdministrationPage = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const { value: rights, error, refresh } = useRights();
  useDocumentTitle(t('administration.title'));

  if (!rights) {
    return (
      <Container py="4">
        {error ? (
          <ErrorNotice
            error={error}
            title={t('administration.rightsUnknown')}
            onRetry={refresh}
          />
        ) : (
          <Flex direction="column" gap="4" aria-busy="true">
            <Skeleton width="30%" height={32} />
            <Skeleton width="100%" height={280} />
          </Flex>
        )}
      </Container>
    );
  }
  const parts = partsFor(rights);
  if (parts.length === 0) return <Denied />;
  return (
    <BreadcrumbEntry
      entry={{ label: t('administration.title'), href: links.administration() }}
    >
      <AdministrationHeader parts={parts} />
      <Container py="4">
        <Suspense fallback={<Progress />}>
          <Parts rights={rights} parts={parts} />
        </Suspense>
      </Container>
    </BreadcrumbEntry>
  );
};

const AdministrationHeader = ({ parts }: { parts: Part[] }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const { pathname } = useLocation();
  const last = pathname.replace(/\/$/, '').split('/').at(-1);
  return (
    <PageHeader
      title={t('administration.title')}
      description={t('administration.intro')}
      tabs={parts.map(part => ({
        id: part,
        label: t(`administration.part.${part}`),
        href: links.administration(part === 'workspaces' ? undefined : part),
      }))}
      activeTabId={
        ADMINISTRATION_PARTS.find(part => part === last) ?? 'workspaces'
      }
    />
  );
};

/** The parts that are for the caller; the administration's own address leads to the first of them. */
const Parts = ({ rights, parts }: { rights: CallerRights; parts: Part[] }) => {
  const pages: Record<Part, JSX.Element> = {
    workspaces: <AllWorkspaces />,
    usage: <Usage />,
    quotas: <Quotas rights={rights} />,
    audit: <Audit />,
  };
  const [first, ...rest] = ADMINISTRATION_PARTS;
  return (
    <Routes>
      <Route
        index
        element={
          parts.includes(first) ? (
            pages[first]
          ) : (
            <Navigate to={parts[0]} replace />
          )
        }
      />
      {rest.map(part => (
        <Route
          key={part}
          path={part}
          element={parts.includes(part) ? pages[part] : <Denied />}
        />
      ))}
      <Route path="*" element={<Navigate to=".." replace />} />
    </Routes>
  );
};

const Denied = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  return (
    <Container py="4">
      <Notice
        severity="warning"
        title={t('administration.denied')}
        actions={
          <ButtonLink size="small" variant="secondary" href={links.root}>
            {t('administration.backToMine')}
          </ButtonLink>
        }
      >
        {t('administration.deniedText')}
      </Notice>
    </Container>
  );
};
