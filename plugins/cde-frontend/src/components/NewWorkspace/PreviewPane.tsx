import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Skeleton, Text } from '@backstage/ui';
import type {
  CreationOptions,
  QuotaUsageList,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import { useClassWords } from '../../hooks/useClassWords';
import type { Preview } from '../../hooks/usePreview';
import { classTitle, ideTitle, templateTitle } from '../../lib/describe';
import { formatDuration, refName, shortCommit } from '../../lib/format';
import { isExceeded } from '../../lib/quota';
import { cdeTranslationRef } from '../../translation';
import {
  ErrorNotice,
  Facts,
  FurtherRepositories,
  Notice,
  PrivilegedMark,
} from '../Common';
import { DevcontainerSummary, Report } from '../Devcontainer';
import { QuotaMeters } from '../Quota';
import styles from './NewWorkspace.module.css';

/** What will be created, kept in step with the form. */
export const PreviewPane = ({
  preview,
  options,
  quota,
}: {
  preview: Preview;
  options: CreationOptions | undefined;
  quota: QuotaUsageList | undefined;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <section
      className={styles.preview}
      aria-label={t('new.preview')}
      aria-busy={preview.pending}
    >
      <Text as="h3" variant="title-x-small">
        {t('new.preview')}
      </Text>
      {preview.error && (
        <ErrorNotice error={preview.error} title={t('new.previewFailed')} />
      )}
      {!preview.value && !preview.error && (
        <Skeleton width="100%" height={160} />
      )}
      {preview.value && !preview.error && (
        <div className={styles.content} data-pending={preview.pending}>
          <PreviewContent preview={preview.value} options={options} />
        </div>
      )}
      {quota && <QuotaPart quota={quota} />}
    </section>
  );
};

const QuotaPart = ({ quota }: { quota: QuotaUsageList }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <>
      <QuotaMeters usage={quota} />
      {quota.items.some(isExceeded) && (
        <Notice severity="warning" title={t('quota.leftNone')}>
          {t('quota.leftNoneHelp')}
        </Notice>
      )}
    </>
  );
};

const PreviewContent = ({
  preview,
  options,
}: {
  preview: WorkspacePreview;
  options: CreationOptions | undefined;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { price } = useClassWords();
  const { repository, devcontainer } = preview;
  const resourceClass = options?.resourceClasses.find(
    ({ name }) => name === preview.resourceClass,
  );
  const branch =
    repository &&
    (refName(repository.ref) ?? options?.repository?.defaultBranch);
  return (
    <Flex direction="column" gap="4">
      <Facts
        items={[
          { label: t('column.name'), value: preview.name },
          {
            label: t('column.branch'),
            value:
              repository &&
              [branch, repository.commit && shortCommit(repository.commit)]
                .filter(Boolean)
                .join(' @ '),
          },
          {
            label: t('more.title'),
            value: preview.additional && (
              <FurtherRepositories repositories={preview.additional} />
            ),
          },
          {
            label: t('new.template'),
            value: <TemplateFact preview={preview} options={options} />,
          },
          {
            label: t('column.class'),
            value: classTitle(preview.resourceClass, options),
          },
          {
            label: t('price.label'),
            value: resourceClass && price(resourceClass),
          },
          { label: t('new.ide'), value: ideTitle(preview.ide, options) },
          { label: t('page.image'), value: preview.image },
          {
            label: t('new.usualStart'),
            value:
              preview.usualStartMs !== undefined &&
              formatDuration(preview.usualStartMs),
          },
          {
            label: t('page.tabs.ports'),
            value:
              preview.ports.length > 0 &&
              preview.ports
                .map(({ port, label }) =>
                  label ? `${port} (${label})` : `${port}`,
                )
                .join(', '),
          },
        ]}
      />
      {preview.lifecycle.length > 0 && (
        <div>
          <Text as="h4" weight="bold">
            {t('new.lifecycle')}
          </Text>
          <ul className={styles.lifecycle}>
            {preview.lifecycle.map(({ phase, commands }) => (
              <li key={phase}>
                <span>{phase}</span>
                {commands.map(command => (
                  <code key={command}>{command}</code>
                ))}
              </li>
            ))}
          </ul>
        </div>
      )}
      <DevcontainerSummary report={devcontainer} />
      {devcontainer.properties.length > 0 && (
        <details className={styles.details}>
          <summary>{t('new.everyProperty')}</summary>
          <Report
            report={{
              ...devcontainer,
              problems: devcontainer.problems.filter(
                ({ severity }) => severity === 'warning',
              ),
            }}
          />
        </details>
      )}
    </Flex>
  );
};

/** Title and revision of the template, and whether it is privileged. */
const TemplateFact = ({
  preview,
  options,
}: {
  preview: WorkspacePreview;
  options: CreationOptions | undefined;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { template, templateRevision, privileged } = preview;
  return (
    <Flex gap="2" align="center">
      {[
        templateTitle(template, options),
        templateRevision !== undefined &&
          t('update.revision', { number: String(templateRevision) }),
      ]
        .filter(Boolean)
        .join(', ')}
      {privileged && <PrivilegedMark />}
    </Flex>
  );
};
