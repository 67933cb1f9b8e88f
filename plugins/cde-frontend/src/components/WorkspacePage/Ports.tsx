import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Cell, CellText, Flex, Table, Text } from '@backstage/ui';
import type { ColumnConfig } from '@backstage/ui';
import { RiExternalLinkLine } from '@remixicon/react';
import { toError } from '@backstage/errors';
import type {
  DeclaredPort,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { browser } from '../../lib/browser';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';

/** Ports that the devcontainer declares, each on an address of its own. */
export const Ports = ({ workspace }: { workspace: WorkspaceDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const [error, setError] = useState<Error>();
  const openable =
    workspace.phase === 'Running' && workspace.allowed.includes('open');

  const open = async (port: number) => {
    const tab = browser.openTab('about:blank');
    setError(undefined);
    try {
      const { url } = await api.openWorkspace(workspace.id, { port });
      if (tab) tab.location.replace(url);
      else setError(new Error(t('launch.blockedText')));
    } catch (caught) {
      tab?.close();
      setError(toError(caught));
    }
  };

  if (workspace.ports.length === 0)
    return <Text as="p">{t('ports.none')}</Text>;
  const columns: ColumnConfig<DeclaredPort & { id: number }>[] = [
    {
      id: 'port',
      label: t('ports.port'),
      isRowHeader: true,
      cell: ({ port, label }) => (
        <CellText title={String(port)} description={label} />
      ),
    },
    {
      id: 'protocol',
      label: t('ports.protocol'),
      cell: ({ protocol }) => <CellText title={protocol} />,
    },
    {
      id: 'actions',
      label: t('column.actions'),
      cell: ({ port, protocol }) => (
        <Cell>
          {protocol === 'tcp' ? (
            <Text color="secondary">{t('ports.tcp')}</Text>
          ) : (
            <Button
              variant="secondary"
              iconEnd={<RiExternalLinkLine />}
              isDisabled={!openable}
              aria-label={t('ports.open', { port: String(port) })}
              onPress={() => open(port)}
            >
              {t('launch.open')}
            </Button>
          )}
        </Cell>
      ),
    },
  ];
  return (
    <Flex direction="column" gap="3">
      {!openable && <Text as="p">{t('ports.notRunning')}</Text>}
      {error && <ErrorNotice error={error} title={t('ports.failed')} />}
      <Table
        columnConfig={columns}
        data={workspace.ports.map(port => ({ ...port, id: port.port }))}
        pagination={{ type: 'none' }}
      />
    </Flex>
  );
};
