import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Button,
  Card,
  CardBody,
  Flex,
  Select,
  Skeleton,
  Text,
} from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import type {
  TemplateDetails,
  TemplateRevisionSummary,
} from '@backstage-cde/plugin-cde-common';
import { useRevisionPair, useRevisions } from '../../hooks/useTemplates';
import { formatAbsolute } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { YamlDiff } from '../Code';
import { ErrorNotice, RelativeTime } from '../Common';
import { RollBackDialog } from './RollBackDialog';
import styles from './Templates.module.css';

interface HistoryProps {
  template: TemplateDetails;
  onChanged: (template: TemplateDetails) => void;
}

/** All revisions, and what changed between any two of them. */
export const History = ({ template, onChanged }: HistoryProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value: revisions, error, refresh } = useRevisions(template);
  const [params, setParams] = useSearchParams();
  const [asked, setAsked] = useState<number>();

  if (!revisions) {
    return error ? (
      <ErrorNotice
        error={error}
        title={t('template.history.failed')}
        onRetry={refresh}
      />
    ) : (
      <HistorySkeleton />
    );
  }
  if (revisions.length === 0) {
    return <Text as="p">{t('template.history.none')}</Text>;
  }
  const known = (name: string) =>
    revisions.find(each => String(each.revision) === params.get(name))
      ?.revision;
  const after = known('to') ?? revisions[0].revision;
  const before = known('from') ?? earlier(revisions, after) ?? after;
  const compare = (from: number, to: number) =>
    setParams({ from: String(from), to: String(to) }, { replace: true });

  return (
    <Flex direction="column" gap="4">
      <Card>
        <CardBody>
          <RevisionTable
            template={template}
            revisions={revisions}
            compare={to => compare(earlier(revisions, to) ?? to, to)}
            rollBack={setAsked}
          />
        </CardBody>
      </Card>
      {revisions.length > 1 && (
        <section className={styles.section}>
          <Text as="h2" variant="title-x-small">
            {t('template.history.compareTitle')}
          </Text>
          <Flex gap="3" className={styles.compare}>
            <RevisionSelect
              label={t('template.history.before')}
              revisions={revisions}
              value={before}
              onChange={from => compare(from, after)}
            />
            <RevisionSelect
              label={t('template.history.after')}
              revisions={revisions}
              value={after}
              onChange={to => compare(before, to)}
            />
          </Flex>
          <Comparison id={template.id} before={before} after={after} />
        </section>
      )}
      {asked !== undefined && (
        <RollBackDialog
          template={template}
          revision={asked}
          onClose={() => setAsked(undefined)}
          onDone={onChanged}
        />
      )}
    </Flex>
  );
};

function earlier(
  revisions: TemplateRevisionSummary[],
  revision: number,
): number | undefined {
  return revisions.find(each => each.revision < revision)?.revision;
}

interface RevisionTableProps {
  template: TemplateDetails;
  revisions: TemplateRevisionSummary[];
  compare: (revision: number) => void;
  rollBack: (revision: number) => void;
}

const RevisionTable = ({
  template,
  revisions,
  compare,
  rollBack,
}: RevisionTableProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const mayRollBack =
    template.source === 'portal' && template.allowed.includes('publish');
  const label = (
    name: 'note' | 'author' | 'published' | 'workspaces' | 'actions',
  ) => t(`template.history.${name}`);
  return (
    <div className={styles.scroll}>
      <table className={`${styles.table} ${styles.stacked}`}>
        <thead>
          <tr>
            <th scope="col">{t('template.revision')}</th>
            <th scope="col">{label('note')}</th>
            <th scope="col">{label('author')}</th>
            <th scope="col">{label('published')}</th>
            <th scope="col">{label('workspaces')}</th>
            <th scope="col">{label('actions')}</th>
          </tr>
        </thead>
        <tbody>
          {revisions.map(each => (
            <tr key={each.revision}>
              <td data-label={t('template.revision')}>
                <strong>{each.revision}</strong>
              </td>
              <td data-label={label('note')}>
                <span>
                  {each.note}
                  <Remarks revision={each} />
                </span>
              </td>
              <td data-label={label('author')}>
                {each.author === 'system' ? (
                  t('template.history.system')
                ) : (
                  <EntityRefLink entityRef={each.author} defaultKind="user" />
                )}
              </td>
              <td data-label={label('published')} className={styles.nowrap}>
                <RelativeTime at={each.publishedAt} />
              </td>
              <td data-label={label('workspaces')}>{each.workspaces}</td>
              <td>
                <Flex gap="2" className={styles.wrap}>
                  {earlier(revisions, each.revision) !== undefined && (
                    <Button
                      size="small"
                      variant="secondary"
                      aria-label={t('template.history.compareWith', {
                        revision: String(each.revision),
                      })}
                      onPress={() => compare(each.revision)}
                    >
                      {t('template.history.compare')}
                    </Button>
                  )}
                  {mayRollBack && each.revision !== template.revision && (
                    <Button
                      size="small"
                      variant="secondary"
                      aria-label={t('template.history.rollBackTo', {
                        revision: String(each.revision),
                      })}
                      onPress={() => rollBack(each.revision)}
                    >
                      {t('template.history.rollBack')}
                    </Button>
                  )}
                </Flex>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Remarks = ({ revision }: { revision: TemplateRevisionSummary }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { rolledBackFrom, deadline } = revision;
  const remarks = [
    rolledBackFrom !== undefined &&
      t('template.history.rolledBack', { revision: String(rolledBackFrom) }),
    deadline &&
      t('template.history.deadline', { date: formatAbsolute(deadline) }),
  ].filter(Boolean);
  return remarks.length > 0 ? (
    <Text as="p" variant="body-small" color="secondary">
      {remarks.join(', ')}
    </Text>
  ) : null;
};

interface RevisionSelectProps {
  label: string;
  revisions: TemplateRevisionSummary[];
  value: number;
  onChange: (revision: number) => void;
}

const RevisionSelect = ({
  label,
  revisions,
  value,
  onChange,
}: RevisionSelectProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Select
      className={styles.compareField}
      label={label}
      options={revisions.map(({ revision, note }) => ({
        value: String(revision),
        label: t('template.history.option', {
          revision: String(revision),
          note,
        }),
      }))}
      value={String(value)}
      onChange={key => onChange(Number(key))}
    />
  );
};

const Comparison = ({
  id,
  before,
  after,
}: {
  id: string;
  before: number;
  after: number;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value, error, refresh } = useRevisionPair(id, before, after);
  if (error) {
    return (
      <ErrorNotice
        error={error}
        title={t('template.history.diffFailed')}
        onRetry={refresh}
      />
    );
  }
  if (!value) return <HistorySkeleton />;
  const [old, now] = value;
  if (old.yaml === now.yaml) {
    return <Text as="p">{t('template.history.same')}</Text>;
  }
  return (
    <YamlDiff
      label={t('template.history.diff', {
        before: String(before),
        after: String(after),
      })}
      before={old.yaml}
      after={now.yaml}
    />
  );
};

const HistorySkeleton = () => (
  <div aria-busy="true">
    <Skeleton width="100%" height={240} />
  </div>
);
