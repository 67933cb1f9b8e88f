import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';
import { useActivity } from '../../hooks/useActivity';
import { cdeTranslationRef } from '../../translation';
import { Workers } from './Workers';

/** Who is working on a component now; nothing where nobody is, or nobody that the user may see. */
export const ActivityCard = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { entity } = useEntity();
  const { value } = useActivity(stringifyEntityRef(entity));
  if (!value?.length) return null;
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('activity.title')}
        </Text>
      </CardHeader>
      <CardBody>
        <Workers workspaces={value} />
      </CardBody>
    </Card>
  );
};
