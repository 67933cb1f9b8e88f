import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { Entity } from '@backstage/catalog-model';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Button, Flex, Link, Text } from '@backstage/ui';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useLaunch } from '../../hooks/useLaunch';
import type { Launch } from '../../hooks/useLaunch';
import { useOwnComponents } from '../../hooks/useOwnComponents';
import { useWorkspaces } from '../../hooks/useWorkspaces';
import { titleOf } from '../../lib/entities';
import { chooseLaunch } from '../../lib/launch';
import { catalogIndexRouteRef } from '../../routes';
import { cdeTranslationRef } from '../../translation';
import { LaunchNotices, OpenButton } from '../Actions';
import { ErrorNotice } from '../Common';
import { Waiting } from './MyWorkspaces';
import styles from './HomeCards.module.css';

/** The components of the user's teams, each with the one click. */
export const TeamComponents = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const catalog = useRouteRef(catalogIndexRouteRef);
  const { components, error } = useOwnComponents();
  const workspaces = useWorkspaces({ scope: 'mine' });
  const launch = useLaunch();
  const onLaunch: Launch['launch'] = async request => {
    const workspace = await launch.launch(request);
    workspaces.refresh();
    return workspace;
  };
  return (
    <Flex direction="column" gap="3">
      <LaunchNotices launch={launch} />
      {error && (
        <ErrorNotice error={error} title={t('context.home.componentsFailed')} />
      )}
      {!components && !error && <Waiting />}
      {components?.length === 0 && (
        <Text as="p" color="secondary">
          {t('context.home.componentsNone')}
        </Text>
      )}
      {components && components.length > 0 && (
        <ul className={styles.rows}>
          {components.map(component => (
            <ComponentRow
              key={stringifyEntityRef(component)}
              component={component}
              workspaces={workspaces.value}
              launch={onLaunch}
            />
          ))}
        </ul>
      )}
      {catalog && <Link href={catalog()}>{t('context.home.more')}</Link>}
    </Flex>
  );
};

interface ComponentRowProps {
  component: Entity;
  /** Undefined while unknown: the button waits for them, or it would make a second one. */
  workspaces: Workspace[] | undefined;
  launch: Launch['launch'];
}

const ComponentRow = ({ component, workspaces, launch }: ComponentRowProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const linkTo = useEntityRefLink();
  const ref = stringifyEntityRef(component);
  const title = titleOf(component) ?? component.metadata.name;
  const plan =
    workspaces &&
    chooseLaunch(workspaces.filter(({ component: of }) => of === ref));
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <Link href={`${linkTo(component)}/workspaces`} weight="bold">
          {title}
        </Link>
        <Text color="secondary" variant="body-small">
          {component.metadata.description}
        </Text>
      </div>
      {plan?.kind === 'create' && (
        <Button
          size="small"
          variant="secondary"
          aria-label={t('context.home.createNamed', { name: title })}
          onPress={() =>
            launch({ kind: 'create', request: { component: ref } })
          }
        >
          {t('new.create')}
        </Button>
      )}
      {plan && plan.kind !== 'create' && (
        <OpenButton workspace={plan.workspace} launch={launch} />
      )}
    </li>
  );
};
