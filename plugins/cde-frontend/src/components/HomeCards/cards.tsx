import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';
import { cdeTranslationRef } from '../../translation';
import { MyWorkspaces } from './MyWorkspaces';
import { TeamComponents } from './TeamComponents';

/** The user's workspaces, each with the one click, as a card for a portal's own home page. @public */
export const MyWorkspacesCard = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Framed title={t('context.home.mine')}>
      <MyWorkspaces />
    </Framed>
  );
};

/** The components of the user's teams, each with the one click, as a card for a portal's own home page. @public */
export const TeamComponentsCard = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Framed title={t('context.home.components')}>
      <TeamComponents />
    </Framed>
  );
};

const Framed = ({
  title,
  children,
}: {
  title: string;
  children: ReactNode;
}) => (
  <Card>
    <CardHeader>
      <Text as="h2" variant="title-small">
        {title}
      </Text>
    </CardHeader>
    <CardBody>{children}</CardBody>
  </Card>
);
