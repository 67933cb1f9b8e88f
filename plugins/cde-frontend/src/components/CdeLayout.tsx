import { useMemo } from 'react';
import type { ReactNode } from 'react';
import {
  PageLayout,
  pluginHeaderActionsApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { RiTerminalBoxLine } from '@remixicon/react';
import { useGitTokenKeeper } from '../hooks/useGitTokens';
import { useLinks } from '../hooks/useLinks';
import { useRights } from '../hooks/useRights';
import { partsFor } from '../lib/administration';
import { cdeTranslationRef } from '../translation';

/** The plugin's header with the tabs between its pages, as far as they are for the caller. */
export const CdeLayout = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const headerActions = useApi(
    pluginHeaderActionsApiRef,
  ).getPluginHeaderActions('cde');
  const { value: rights } = useRights();
  useGitTokenKeeper();
  const administers = partsFor(rights).length > 0;
  const tabs = useMemo(
    () => [
      { id: 'mine', label: t('navigation.mine'), href: links.root },
      {
        id: 'templates',
        label: t('navigation.templates'),
        href: links.templates,
      },
      { id: 'readiness', label: t('readiness.tab'), href: links.readiness },
      ...(administers
        ? [
            {
              id: 'administration',
              label: t('navigation.administration'),
              href: links.administration(),
            },
          ]
        : []),
    ],
    [t, links, administers],
  );
  return (
    <PageLayout
      title={t('navigation.title')}
      icon={<RiTerminalBoxLine />}
      titleLink={links.root}
      headerActions={headerActions}
      tabs={tabs}
    >
      {children}
    </PageLayout>
  );
};
