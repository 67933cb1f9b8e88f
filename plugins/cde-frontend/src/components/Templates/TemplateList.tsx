import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Card,
  CardBody,
  Cell,
  Flex,
  Link,
  Skeleton,
  Table,
  Text,
  useBreakpoint,
} from '@backstage/ui';
import type { ColumnConfig } from '@backstage/ui';
import type { TemplateSummary } from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { cdeTranslationRef } from '../../translation';
import { RelativeTime } from '../Common';
import { TemplateMarks, TemplateStateMark } from './marks';
import styles from './Templates.module.css';

interface TemplateListProps {
  /** Undefined while they are being fetched for the first time. */
  templates: TemplateSummary[] | undefined;
}

/** Templates as a table, or as cards where there is no room for one. */
export const TemplateList = (props: TemplateListProps) => {
  const { down } = useBreakpoint();
  return (
    <div aria-busy={props.templates === undefined}>
      {down('md') ? <TemplateCards {...props} /> : <TemplateTable {...props} />}
    </div>
  );
};

const TemplateTable = ({ templates }: TemplateListProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const columns = useMemo<ColumnConfig<TemplateSummary>[]>(
    () => [
      {
        id: 'title',
        label: t('template.title'),
        isRowHeader: true,
        width: '3fr',
        minWidth: 220,
        cell: template => (
          <Cell>
            <Flex direction="column" gap="0.5">
              <TitleLink template={template} />
              <Text variant="body-small" color="secondary">
                {template.description}
              </Text>
              <TemplateMarks template={template} />
            </Flex>
          </Cell>
        ),
      },
      {
        id: 'state',
        label: t('template.state'),
        width: '1.2fr',
        cell: template => (
          <Cell>
            <TemplateStateMark template={template} />
          </Cell>
        ),
      },
      {
        id: 'owner',
        label: t('template.owner'),
        width: '1.2fr',
        cell: template => (
          <Cell>
            <EntityRefLink entityRef={template.owner} defaultKind="group" />
          </Cell>
        ),
      },
      {
        id: 'source',
        label: t('template.source'),
        cell: template => (
          <Cell>
            <Text>{t(`template.sources.${template.source}`)}</Text>
          </Cell>
        ),
      },
      {
        id: 'revision',
        label: t('template.revision'),
        width: '1.2fr',
        cell: template => (
          <Cell>
            <Revision template={template} />
          </Cell>
        ),
      },
      {
        id: 'workspaces',
        label: t('template.workspaces'),
        cell: template => (
          <Cell>
            <Text>{template.workspaces}</Text>
          </Cell>
        ),
      },
    ],
    [t],
  );
  return (
    <Table
      columnConfig={columns}
      data={templates}
      isPending={templates === undefined}
      pagination={{ type: 'none' }}
    />
  );
};

const TemplateCards = ({ templates }: TemplateListProps) => (
  <ul className={styles.cards}>
    {templates
      ? templates.map(template => (
          <TemplateCard key={template.id} template={template} />
        ))
      : [0, 1, 2].map(index => (
          <li key={index}>
            <Card>
              <CardBody className={styles.card}>
                <Skeleton width="60%" height={20} />
                <Skeleton width="80%" height={16} />
                <Skeleton width="40%" height={16} />
              </CardBody>
            </Card>
          </li>
        ))}
  </ul>
);

const TemplateCard = ({ template }: { template: TemplateSummary }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <li>
      <Card>
        <CardBody className={styles.card}>
          <Flex justify="between" align="center" gap="2">
            <TitleLink template={template} />
            <TemplateStateMark template={template} />
          </Flex>
          <Text color="secondary" variant="body-small">
            {template.description}
          </Text>
          <TemplateMarks template={template} />
          <Text color="secondary" variant="body-small">
            <EntityRefLink entityRef={template.owner} defaultKind="group" />
            {' · '}
            {t(`template.sources.${template.source}`)}
            {' · '}
            {t('template.workspaces')}: {template.workspaces}
          </Text>
        </CardBody>
      </Card>
    </li>
  );
};

const TitleLink = ({ template }: { template: TemplateSummary }) => {
  const links = useLinks();
  return (
    <Link href={links.template(template.id)} weight="bold">
      {template.title}
    </Link>
  );
};

const Revision = ({ template }: { template: TemplateSummary }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (template.revision === undefined) {
    return <Text color="secondary">{t('template.notPublished')}</Text>;
  }
  return (
    <Flex direction="column" gap="0.5">
      <Text>{template.revision}</Text>
      {template.publishedAt && (
        <Text variant="body-x-small" color="secondary">
          <RelativeTime at={template.publishedAt} />
        </Text>
      )}
    </Flex>
  );
};
