import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Badge, Flex, Link, Text } from '@backstage/ui';
import type {
  ChangeRequest,
  RepositoryContext,
} from '@backstage-cde/plugin-cde-common';
import { placeInside, webUrl } from '../../lib/contexts';
import { cdeTranslationRef } from '../../translation';
import { CopyText, Facts } from '../Common';
import styles from './OpenContext.module.css';

/** What an address is about: repository, ref, pull request, and the place inside. */
export const ContextFacts = ({
  context,
  component,
}: {
  context: RepositoryContext;
  /** Entity ref; empty where it is the repository alone, or a choice. */
  component: string;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { repository, ref, refName, change } = context;
  return (
    <Facts
      items={[
        {
          label: t('context.subject.repository'),
          value: <WebLink url={repository.url} text={repository.url} />,
        },
        {
          label: t('context.subject.change'),
          value: change && <ChangeFact change={change} />,
        },
        {
          label:
            ref.type === 'default'
              ? t('context.subject.branch')
              : t(`context.subject.${ref.type}`),
          value: refName ?? t('common.defaultBranch'),
        },
        {
          label: t('context.component'),
          value: component ? (
            <EntityRefLink
              entityRef={component}
              title={titleIn(context, component)}
              defaultKind="component"
            />
          ) : undefined,
        },
        {
          label:
            context.subject === 'file'
              ? t('context.subject.file')
              : t('context.subject.folder'),
          value: context.path && <PlaceFact context={context} />,
        },
      ]}
    />
  );
};

function titleIn({ components }: RepositoryContext, component: string) {
  return components.find(({ ref }) => ref === component)?.title;
}

/** Title, number, author and goal of a pull request, with what sets it apart. */
export const ChangeFact = ({ change }: { change: ChangeRequest }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { id, title, author, targetBranch, draft, fork } = change;
  const details = [
    author && t('context.by', { author }),
    targetBranch && t('context.into', { branch: targetBranch }),
  ].filter(Boolean);
  return (
    <Flex direction="column" gap="1" align="start" className={styles.fact}>
      <span>
        <WebLink
          url={change.url}
          text={`${t('context.startingPoints.number', { id })} ${title}`}
        />
      </span>
      {details.length > 0 && (
        <Text color="secondary" variant="body-small">
          {details.join(' · ')}
        </Text>
      )}
      <ChangeMarks draft={draft} fork={fork} />
    </Flex>
  );
};

/** Not ready for review; from somewhere else. */
export const ChangeMarks = ({
  draft,
  fork,
}: Pick<ChangeRequest, 'draft' | 'fork'>) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (!draft && !fork) return null;
  return (
    <Flex gap="1">
      {draft && <Badge size="small">{t('context.draft')}</Badge>}
      {fork && <Badge size="small">{t('context.fork')}</Badge>}
    </Flex>
  );
};

/** The IDE's address takes no file, so it is said how to get there. */
const PlaceFact = ({ context }: { context: RepositoryContext }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const isFile = context.subject === 'file';
  return (
    <Flex direction="column" gap="1" align="start" className={styles.fact}>
      <CopyText
        text={placeInside(context) ?? ''}
        label={isFile ? t('context.subject.file') : t('context.subject.folder')}
      />
      <Text color="secondary" variant="body-small">
        {isFile ? t('context.fileHelp') : t('context.folderHelp')}
      </Text>
    </Flex>
  );
};

/** A link where it is one of the web; else the text alone. */
export const WebLink = ({
  url,
  text,
}: {
  url: string | undefined;
  text: string;
}) => {
  const href = webUrl(url);
  return href ? (
    <Link href={href} target="_blank" rel="noopener noreferrer">
      {text}
    </Link>
  ) : (
    <>{text}</>
  );
};
