import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { HighlightedSearchResultText } from '@backstage/plugin-search-react';
import type { BaseSearchResultListItemProps } from '@backstage/plugin-search-react/alpha';
import { Flex, Link, Text } from '@backstage/ui';
import { cdeTranslationRef } from '../../translation';
import styles from './Elsewhere.module.css';

interface ResultProps {
  /** Where the words that were looked for are. */
  highlight?: {
    preTag: string;
    postTag: string;
    fields: Record<string, string>;
  };
}

/** A component among the results of a search, with the way to its dev environment. */
export const ComponentSearchResult = ({
  result,
  highlight,
  icon,
}: BaseSearchResultListItemProps<ResultProps>) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (!result) return null;
  const marked = (field: 'title' | 'text') =>
    highlight?.fields[field] ? (
      <HighlightedSearchResultText
        text={highlight.fields[field]}
        preTag={highlight.preTag}
        postTag={highlight.postTag}
      />
    ) : (
      result[field]
    );
  return (
    <div className={styles.result}>
      {icon && (
        <span aria-hidden className={styles.icon}>
          {icon}
        </span>
      )}
      <Flex direction="column" gap="1" className={styles.text}>
        <Link href={result.location} weight="bold">
          {marked('title')}
        </Link>
        <Text color="secondary" variant="body-small" className={styles.lines}>
          {marked('text')}
        </Text>
        <Link
          href={`${result.location}/workspaces`}
          aria-label={`${t('launch.button')}: ${result.title}`}
        >
          {t('launch.button')}
        </Link>
      </Flex>
    </div>
  );
};
