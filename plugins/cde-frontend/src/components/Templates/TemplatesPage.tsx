import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  ButtonLink,
  Container,
  Flex,
  SearchField,
  Select,
  Text,
} from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import type { TemplateSummary } from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { useRights } from '../../hooks/useRights';
import { useTemplates } from '../../hooks/useTemplates';
import { shortRef } from '../../lib/entities';
import {
  SOURCES,
  STATES,
  applyTemplateView,
  templateViewFromParams,
  templateViewToParams,
} from '../../lib/templates';
import type { TemplateView } from '../../lib/templates';
import { cdeTranslationRef } from '../../translation';
import { Empty, ErrorNotice, PageHeader } from '../Common';
import { ImportButton } from './ImportButton';
import { TemplateList } from './TemplateList';
import styles from './Templates.module.css';

/** All templates. */
export const TemplatesPage = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value, error, refresh } = useTemplates();
  const { value: rights } = useRights();
  const [params, setParams] = useSearchParams();
  const view = templateViewFromParams(params);
  const change = (part: Partial<TemplateView>) =>
    setParams(templateViewToParams({ ...view, ...part }, params), {
      replace: true,
    });
  const shown = value && applyTemplateView(value, view);
  const mayCreate = rights?.allowed.includes('create-template') ?? false;

  return (
    <>
      <PageHeader
        title={t('template.title')}
        description={t('template.intro')}
        customActions={mayCreate ? <CreateActions /> : undefined}
      />
      <Container py="4">
        <Flex direction="column" gap="4">
          {error && (
            <ErrorNotice
              error={error}
              title={t('template.failed')}
              onRetry={refresh}
            />
          )}
          {value?.length === 0 && (
            <Empty
              title={t('template.emptyTitle')}
              text={t('template.emptyText')}
              action={mayCreate && <CreateActions />}
            />
          )}
          {(value === undefined ? !error : value.length > 0) && (
            <>
              <Filters view={view} change={change} templates={value} />
              {shown?.length === 0 ? (
                <Text as="p">{t('template.nothingFound')}</Text>
              ) : (
                <TemplateList templates={shown} />
              )}
            </>
          )}
        </Flex>
      </Container>
    </>
  );
};

const CreateActions = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  return (
    <Flex gap="2" align="center" className={styles.wrap}>
      <ImportButton />
      <ButtonLink variant="primary" href={links.newTemplate}>
        {t('template.new')}
      </ButtonLink>
    </Flex>
  );
};

const ALL = 'all';

const Filters = ({
  view,
  change,
  templates = [],
}: {
  view: TemplateView;
  change: (part: Partial<TemplateView>) => void;
  templates: TemplateSummary[] | undefined;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const owners = useMemo(() => {
    const known = [...new Set(templates.map(({ owner }) => owner))]
      .map(owner => ({ value: owner, label: shortRef(owner, ['group']) }))
      .sort((a, b) => a.label.localeCompare(b.label));
    // The address may name anybody.
    return !view.owner || known.some(({ value }) => value === view.owner)
      ? known
      : [...known, { value: view.owner, label: view.owner }];
  }, [templates, view.owner]);
  const select = (
    key: 'owner' | 'state' | 'source',
    label: string,
    any: string,
    options: Array<{ value: string; label: string }>,
  ) => (
    <Select
      className={styles.filter}
      aria-label={label}
      options={[{ value: ALL, label: any }, ...options]}
      value={view[key] || ALL}
      onChange={value => change({ [key]: value === ALL ? '' : String(value) })}
    />
  );
  return (
    <Flex gap="3" align="end" className={styles.filters}>
      <SearchField
        className={styles.search}
        aria-label={t('template.search')}
        placeholder={t('template.search')}
        value={view.search}
        onChange={search => change({ search })}
      />
      {select('owner', t('template.owner'), t('template.anyOwner'), owners)}
      {select(
        'state',
        t('template.state'),
        t('template.anyState'),
        STATES.map(state => ({
          value: state,
          label: t(`template.states.${state}`),
        })),
      )}
      {select(
        'source',
        t('template.source'),
        t('template.anySource'),
        SOURCES.map(source => ({
          value: source,
          label: t(`template.sources.${source}`),
        })),
      )}
    </Flex>
  );
};
