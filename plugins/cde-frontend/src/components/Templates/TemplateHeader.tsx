import { useState } from 'react';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { EntityRefLink, entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  ButtonIcon,
  ButtonLink,
  Flex,
  Menu,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
} from '@backstage/ui';
import type { HeaderMetadataItem } from '@backstage/ui';
import {
  RiBookOpenLine,
  RiCheckboxCircleLine,
  RiDeleteBinLine,
  RiDownloadLine,
  RiForbidLine,
  RiHistoryLine,
  RiMore2Fill,
} from '@remixicon/react';
import { useLocation } from 'react-router-dom';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { browser } from '../../lib/browser';
import { fileName, locationHref } from '../../lib/templates';
import { cdeTranslationRef } from '../../translation';
import { PageHeader, RelativeTime } from '../Common';
import { ChangeDialog } from './ChangeDialog';
import type { TemplateChange } from './ChangeDialog';
import { TemplateMarks, TemplateStateMark } from './marks';

/** Parts of the page in the order of their tabs; the first one is the page's own address. */
const PARTS = ['overview', 'history', 'yaml'] as const;

interface TemplateHeaderProps {
  template: TemplateDetails;
  /** With the template as it is then; without one when it is gone. */
  onChanged: (template: TemplateDetails | undefined) => void;
}

/** What it is, how it is, and what can be done with it. */
export const TemplateHeader = ({
  template,
  onChanged,
}: TemplateHeaderProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const { pathname } = useLocation();
  const [asked, setAsked] = useState<TemplateChange>();
  const page = links.template(template.id);
  const tabs = PARTS.map(part => ({
    id: part,
    label: t(`template.page.${part}`),
    href: part === 'overview' ? page : `${page}/${part}`,
  }));
  const last = pathname.replace(/\/$/, '').split('/').at(-1);

  return (
    <>
      <PageHeader
        title={template.title}
        description={template.description}
        tags={template.tags.map(label => ({ label }))}
        metadata={useMetadata(template)}
        tabs={tabs}
        activeTabId={PARTS.find(part => part === last) ?? 'overview'}
        customActions={
          <Flex gap="2" align="center">
            <EditLink template={template} />
            <TemplateMenu template={template} ask={setAsked} />
          </Flex>
        }
      />
      {asked && (
        <ChangeDialog
          change={asked}
          template={template}
          onClose={() => setAsked(undefined)}
          onDone={onChanged}
        />
      )}
    </>
  );
};

const EditLink = ({
  template: { id, source, location, allowed },
}: {
  template: TemplateDetails;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  if (source === 'portal') {
    return allowed.includes('update') ? (
      <ButtonLink variant="primary" href={links.templateEditor(id)}>
        {t('template.page.edit')}
      </ButtonLink>
    ) : null;
  }
  const href = locationHref(location);
  return href ? (
    <ButtonLink
      variant="primary"
      href={href}
      target="_blank"
      rel="noopener noreferrer"
    >
      {t('template.page.editInGit')}
    </ButtonLink>
  ) : null;
};

interface TemplateMenuProps {
  template: TemplateDetails;
  ask: (change: TemplateChange) => void;
}

const TemplateMenu = ({ template, ask }: TemplateMenuProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const page = useRouteRef(entityRouteRef);
  const { id, title, state, source, allowed, revision, entityRef } = template;
  const text = template.yaml ?? template.draft?.yaml;
  // What comes from Git or the configuration says its state itself.
  const isOurs = source === 'portal';
  const maySetState =
    isOurs && revision !== undefined && allowed.includes('publish');
  const mayDelete = isOurs && allowed.includes('delete');
  return (
    <MenuTrigger>
      <ButtonIcon
        variant="tertiary"
        icon={<RiMore2Fill />}
        aria-label={t('template.page.more', { name: title })}
      />
      <Menu placement="bottom end">
        {text === undefined ? null : (
          <MenuItem
            iconStart={<RiDownloadLine />}
            onAction={() => browser.download(fileName(id), text)}
          >
            {t('template.page.export')}
          </MenuItem>
        )}
        {page && entityRef ? (
          <MenuItem
            iconStart={<RiBookOpenLine />}
            href={page(parseEntityRef(entityRef))}
          >
            {t('template.page.catalog')}
          </MenuItem>
        ) : null}
        {maySetState && state !== 'active' ? (
          <MenuItem
            iconStart={<RiCheckboxCircleLine />}
            onAction={() => ask('activate')}
          >
            {t('template.page.activate')}
          </MenuItem>
        ) : null}
        {maySetState && state === 'active' ? (
          <MenuItem
            iconStart={<RiHistoryLine />}
            onAction={() => ask('deprecate')}
          >
            {t('template.page.deprecate')}
          </MenuItem>
        ) : null}
        {maySetState && state !== 'retired' ? (
          <MenuItem iconStart={<RiForbidLine />} onAction={() => ask('retire')}>
            {t('template.page.retire')}
          </MenuItem>
        ) : null}
        {mayDelete ? <MenuSeparator /> : null}
        {mayDelete ? (
          <MenuItem
            color="danger"
            iconStart={<RiDeleteBinLine />}
            onAction={() => ask('delete')}
          >
            {t('template.page.delete')}
          </MenuItem>
        ) : null}
      </Menu>
    </MenuTrigger>
  );
};

function useMetadata(template: TemplateDetails): HeaderMetadataItem[] {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { owner, source, revision, publishedAt } = template;
  const items: HeaderMetadataItem[] = [
    {
      label: t('template.state'),
      value: (
        <Flex gap="2" align="center">
          <TemplateStateMark template={template} />
          <TemplateMarks template={template} />
        </Flex>
      ),
    },
    {
      label: t('template.owner'),
      value: <EntityRefLink entityRef={owner} defaultKind="group" />,
    },
    { label: t('template.source'), value: t(`template.sources.${source}`) },
  ];
  if (revision !== undefined && publishedAt) {
    items.push({
      label: t('template.page.published', { revision: String(revision) }),
      value: <RelativeTime at={publishedAt} />,
    });
  }
  return items;
}
