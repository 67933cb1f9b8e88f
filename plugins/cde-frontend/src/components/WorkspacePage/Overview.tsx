import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Card,
  CardBody,
  CardHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type {
  TimelineEvent,
  Workspace,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import { useOptions } from '../../hooks/useOptions';
import { useRights } from '../../hooks/useRights';
import type { WatchedWorkspace } from '../../hooks/useWorkspaces';
import { classTitle, ideTitle, templateTitle } from '../../lib/describe';
import { causeText } from '../../lib/errors';
import {
  formatAbsolute,
  formatBytes,
  formatDuration,
  formatMoney,
} from '../../lib/format';
import { isArriving } from '../../lib/launch';
import { runSummary, runsOf, stepsOfRun } from '../../lib/timeline';
import { cdeTranslationRef } from '../../translation';
import {
  CauseNotice,
  CopyText,
  Facts,
  FurtherRepositories,
  RelativeTime,
} from '../Common';
import { CopyReport } from '../Launch';
import { Timeline } from '../Timeline';
import { Automatic } from './Automatic';
import styles from './WorkspacePage.module.css';

const SEVERITIES = {
  info: 'info',
  warning: 'warning',
  error: 'danger',
} as const;

/** How it started, what it is made of and where everything is. */
export const Overview = ({
  watched: { workspace, events },
  onChanged,
}: {
  watched: WatchedWorkspace;
  onChanged: (workspace: Workspace) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const steps = stepsOfRun(events, workspace.run, {
    arriving: isArriving(workspace),
    hasRepository: workspace.repository !== undefined,
  });
  return (
    <Flex direction="column" gap="4">
      {workspace.conditions.map(condition => (
        <CauseNotice
          key={condition.reason}
          severity={SEVERITIES[condition.severity]}
          title={condition.reason}
          cause={condition}
        />
      ))}
      <div className={styles.columns}>
        <Card>
          <CardHeader>
            <Flex justify="between" align="center">
              <Text as="h2" variant="title-x-small">
                {t('page.lastStart')}
              </Text>
              {workspace.phase === 'Failed' && (
                <CopyReport workspace={workspace} events={events} />
              )}
            </Flex>
          </CardHeader>
          <CardBody>
            <Timeline workspaceId={workspace.id} steps={steps} />
            <EarlierStarts workspace={workspace} events={events} />
          </CardBody>
        </Card>
        <Flex direction="column" gap="4">
          <Automatic workspace={workspace} onChanged={onChanged} />
          <About workspace={workspace} />
          <InTheCluster workspace={workspace} />
        </Flex>
      </div>
    </Flex>
  );
};

const EarlierStarts = ({
  workspace,
  events,
}: {
  workspace: WorkspaceDetails;
  events: TimelineEvent[];
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const earlier = runsOf(events).filter(run => run < workspace.run);
  return (
    <>
      {earlier.map(run => {
        const summary = runSummary(events, run);
        const outcome = t(`page.outcome.${summary.outcome}`);
        const took =
          summary.durationMs === undefined
            ? ''
            : `, ${formatDuration(summary.durationMs)}`;
        return (
          <Accordion key={run}>
            <AccordionTrigger
              title={t('page.start', { run: String(run) })}
              subtitle={`${
                summary.startedAt ? formatAbsolute(summary.startedAt) : ''
              } ${outcome}${took}`}
            />
            <AccordionPanel>
              {summary.cause && <Text as="p">{causeText(summary.cause)}</Text>}
              <Timeline
                past
                workspaceId={workspace.id}
                steps={stepsOfRun(events, run, {
                  arriving: false,
                  hasRepository: true,
                })}
              />
            </AccordionPanel>
          </Accordion>
        );
      })}
    </>
  );
};

const About = ({ workspace }: { workspace: WorkspaceDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value: options } = useOptions(workspace.component);
  const currency = useRights().value?.currency;
  const { price } = workspace;
  const storage = options?.resourceClasses.find(
    ({ name }) => name === workspace.resourceClass,
  )?.storage;
  const copyable = (label: string, text: string | undefined) => ({
    label,
    value: text && <CopyText text={text} label={label} />,
  });
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('page.about')}
        </Text>
      </CardHeader>
      <CardBody>
        <Facts
          items={[
            {
              label: t('page.owner'),
              value: (
                <EntityRefLink entityRef={workspace.owner} defaultKind="user" />
              ),
            },
            {
              label: t('column.class'),
              value: classTitle(workspace.resourceClass, options),
            },
            {
              label: t('page.disk'),
              value: storage !== undefined && formatBytes(storage),
            },
            { label: t('new.ide'), value: ideTitle(workspace.ide, options) },
            {
              label: t('price.label'),
              value: price && currency && (
                <span>
                  {t('price.perHour', {
                    amount: formatMoney(price.perHour, currency),
                  })}
                  {', '}
                  {t('price.perMonthStored', {
                    amount: formatMoney(price.perMonthStored, currency),
                  })}
                </span>
              ),
            },
            {
              label: t('new.template'),
              value: [
                templateTitle(workspace.template, options),
                workspace.templateRevision !== undefined &&
                  t('update.revision', {
                    number: String(workspace.templateRevision),
                  }),
              ]
                .filter(Boolean)
                .join(', '),
            },
            {
              label: t('page.created'),
              value: <RelativeTime at={workspace.createdAt} />,
            },
            {
              label: t('column.used'),
              value: workspace.lastUsedAt ? (
                <RelativeTime at={workspace.lastUsedAt} />
              ) : (
                t('common.neverUsed')
              ),
            },
            copyable(t('page.repository'), workspace.repository?.url),
            copyable(t('page.commit'), workspace.repository?.commit),
            copyable(t('page.folder'), workspace.workspaceFolder),
            {
              label: t('more.title'),
              value: workspace.additional && (
                <FurtherRepositories repositories={workspace.additional} />
              ),
            },
          ]}
        />
      </CardBody>
    </Card>
  );
};

const InTheCluster = ({ workspace }: { workspace: WorkspaceDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const names: Array<[string, string | undefined]> = [
    [t('page.image'), workspace.image],
    [t('page.cluster'), workspace.cluster],
    [t('page.namespace'), workspace.namespace],
    [t('page.pod'), workspace.podName],
    [t('page.node'), workspace.node],
    [t('page.id'), workspace.id],
  ];
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('page.inCluster')}
        </Text>
      </CardHeader>
      <CardBody>
        <Facts
          items={names.map(([label, text]) => ({
            label,
            value: text && <CopyText text={text} label={label} />,
          }))}
        />
      </CardBody>
    </Card>
  );
};
