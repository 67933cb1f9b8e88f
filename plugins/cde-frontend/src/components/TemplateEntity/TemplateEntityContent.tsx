import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  ButtonLink,
  Card,
  CardBody,
  CardHeader,
  Flex,
  Skeleton,
  Text,
} from '@backstage/ui';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { cdeTranslationRef } from '../../translation';
import { Facts, Notice } from '../Common';
import { TemplateFailure } from './TemplateFailure';
import { useEntityTemplate } from './useEntityTemplate';
import { useTemplateFacts, useTemplateStanding } from './useTemplateFacts';

/** What a workspace template gives, on its page in the catalog. */
export const TemplateEntityContent = () => {
  const { value, error, refresh } = useEntityTemplate();
  if (!value) {
    return error ? (
      <TemplateFailure error={error} onRetry={refresh} />
    ) : (
      <Flex direction="column" gap="3" aria-busy="true">
        <Skeleton width="40%" height={28} />
        <Skeleton width="100%" height={200} />
      </Flex>
    );
  }
  return <Content template={value} />;
};

const Content = ({ template }: { template: TemplateDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const standing = useTemplateStanding(template);
  const facts = useTemplateFacts(template);
  return (
    <Flex direction="column" gap="4">
      <Flex justify="between" align="center" gap="3">
        <Text as="h2" variant="title-small">
          {t('templateEntity.title')}
        </Text>
        <ButtonLink variant="primary" href={links.template(template.id)}>
          {t('templateEntity.toPage')}
        </ButtonLink>
      </Flex>
      {template.privileged && (
        <Notice severity="warning" title={t('templateEntity.privileged')}>
          {t('templateEntity.privilegedText')}
        </Notice>
      )}
      <Card>
        <CardBody>
          <Facts items={standing} />
        </CardBody>
      </Card>
      <Card>
        <CardHeader>
          <Text as="h3" variant="title-x-small">
            {t('templateEntity.about')}
          </Text>
        </CardHeader>
        <CardBody>
          <Facts items={facts} />
        </CardBody>
      </Card>
    </Flex>
  );
};
