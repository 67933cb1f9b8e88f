import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Flex, Select, Skeleton, Text } from '@backstage/ui';
import { useSharePlaces } from '../../hooks/useSharePlaces';
import { SNIPPET_KINDS, snippet, sourceOf } from '../../lib/snippets';
import type { SnippetKind } from '../../lib/snippets';
import { cdeTranslationRef } from '../../translation';
import { Bookmarklet } from './Bookmarklet';
import { CopyBlock } from './CopyBlock';
import styles from './Share.module.css';

const WITH_BADGE: SnippetKind[] = ['markdown', 'html'];

/** Folded: badges, links and the bookmarklet that lead to a component's dev environment. */
export const SharePart = ({
  repositoryUrl,
}: {
  repositoryUrl: string | undefined;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [unfolded, setUnfolded] = useState(false);
  return (
    <details
      className={styles.part}
      onToggle={event => setUnfolded(event.currentTarget.open)}
    >
      <summary>{t('context.share.title')}</summary>
      {/* The badge is not fetched before somebody wants to see it. */}
      {unfolded && <Unfolded repositoryUrl={repositoryUrl} />}
    </details>
  );
};

const Unfolded = ({ repositoryUrl }: { repositoryUrl: string | undefined }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { entity } = useEntity();
  const { openPage, badge, pending } = useSharePlaces();
  const source = sourceOf(entity.metadata.annotations, repositoryUrl);
  return (
    <Flex direction="column" gap="4" className={styles.content}>
      <Text as="p" color="secondary">
        {t('context.share.intro')}
      </Text>
      {!source && <Text as="p">{t('context.share.noRepository')}</Text>}
      {source && pending && <Skeleton width="100%" height={160} />}
      {source && !pending && (
        <Snippets openPage={openPage} badge={badge} source={source} />
      )}
      <Bookmarklet openPage={openPage} />
    </Flex>
  );
};

const Snippets = ({
  openPage,
  badge,
  source,
}: {
  openPage: string;
  badge: string | undefined;
  source: string;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const kinds = SNIPPET_KINDS.filter(
    kind => badge !== undefined || !WITH_BADGE.includes(kind),
  );
  const [chosen, setChosen] = useState<SnippetKind>();
  const kind = chosen ?? kinds[0];
  const text = snippet(
    kind,
    { openPage, badge: badge ?? '', source },
    { alt: t('context.share.badgeAlt'), paste: t('context.share.paste') },
  );
  return (
    <Flex direction="column" gap="3">
      <Select
        className={styles.kind}
        label={t('context.share.snippet')}
        description={t(`context.share.help.${kind}`)}
        options={kinds.map(each => ({
          id: each,
          label: t(`context.share.kind.${each}`),
        }))}
        value={kind}
        onChange={next =>
          setChosen(SNIPPET_KINDS.find(each => each === next) ?? kinds[0])
        }
      />
      <CopyBlock key={text} text={text} label={t('context.share.copy')} />
      {badge && WITH_BADGE.includes(kind) && (
        <Flex align="center" gap="2">
          <Text color="secondary">{t('context.share.badgePreview')}</Text>
          <img src={badge} alt={t('context.share.badgeAlt')} height={20} />
        </Flex>
      )}
    </Flex>
  );
};
