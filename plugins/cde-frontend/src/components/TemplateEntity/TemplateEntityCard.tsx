import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Card,
  CardBody,
  CardFooter,
  CardHeader,
  Flex,
  Link,
  Skeleton,
  Text,
} from '@backstage/ui';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { cdeTranslationRef } from '../../translation';
import { Facts } from '../Common';
import { TemplateFailure } from './TemplateFailure';
import { useEntityTemplate } from './useEntityTemplate';
import { useTemplateStanding } from './useTemplateFacts';

/** How a workspace template stands, on the overview of its page in the catalog. */
export const TemplateEntityCard = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value, error, refresh } = useEntityTemplate();
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('templateEntity.title')}
        </Text>
      </CardHeader>
      {value ? (
        <Standing template={value} />
      ) : (
        <CardBody>
          {error ? (
            <TemplateFailure error={error} onRetry={refresh} />
          ) : (
            <Flex direction="column" gap="2" aria-busy="true">
              <Skeleton width="60%" height={20} />
              <Skeleton width="40%" height={20} />
            </Flex>
          )}
        </CardBody>
      )}
    </Card>
  );
};

const Standing = ({ template }: { template: TemplateDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const standing = useTemplateStanding(template);
  return (
    <>
      <CardBody>
        <Facts items={standing} />
      </CardBody>
      <CardFooter>
        <Link href={links.template(template.id)}>
          {t('templateEntity.toPage')}
        </Link>
      </CardFooter>
    </>
  );
};
