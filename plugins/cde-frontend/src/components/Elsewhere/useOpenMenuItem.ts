import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity, useEntityRefLink } from '@backstage/plugin-catalog-react';
import { cdeTranslationRef } from '../../translation';

/** "Open dev environment" in the ⋮ menu of a component: to the tab with the one button. */
export function useOpenMenuItem() {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { entity } = useEntity();
  const linkTo = useEntityRefLink();
  return {
    title: t('launch.button'),
    href: `${linkTo(entity)}/workspaces`,
  };
}
