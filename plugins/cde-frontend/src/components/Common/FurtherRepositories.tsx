import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { AdditionalRepository } from '@backstage-cde/plugin-cde-common';
import { refName, shortCommit } from '../../lib/format';
import styles from './Common.module.css';

/** The further repositories of a workspace: of which component, at what, and where. */
export const FurtherRepositories = ({
  repositories,
}: {
  repositories: AdditionalRepository[];
}) => (
  <ul className={styles.plainList}>
    {repositories.map(({ component, repository, folder }) => (
      <li key={repository.url}>
        {component ? (
          <EntityRefLink entityRef={component} defaultKind="component" />
        ) : (
          repository.url
        )}{' '}
        {[
          refName(repository.ref),
          repository.commit && shortCommit(repository.commit),
        ]
          .filter(Boolean)
          .join(' @ ')}
        {folder && (
          <>
            {' '}
            <code className={styles.code}>{folder}</code>
          </>
        )}
      </li>
    ))}
  </ul>
);
