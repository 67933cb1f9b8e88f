import { ErrorPanel, Progress } from '@backstage/core-components';
import type { Entity } from '@backstage/catalog-model';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Card,
  CardBody,
  CardHeader,
  Container,
  Flex,
  Grid,
  Link,
  Text,
} from '@backstage/ui';
import { useOwnComponents } from './useOwnComponents';

function titleOf({ metadata }: Entity): string {
  return metadata.title ?? metadata.name;
}

const Destination = (props: {
  to: string;
  title: string;
  children: string;
}) => (
  <div>
    <Link href={props.to}>{props.title}</Link>
    <Text as="p" color="secondary">
      {props.children}
    </Text>
  </div>
);

const OwnComponents = () => {
  const { components, error } = useOwnComponents();
  const linkTo = useEntityRefLink();
  if (error) return <ErrorPanel error={error} />;
  if (!components) return <Progress />;
  if (components.length === 0) {
    return (
      <Text as="p">
        You are in no team that owns components. The catalog shows those of
        others.
      </Text>
    );
  }
  return (
    <Flex direction="column" gap="3">
      {components.map(component => (
        <Destination
          key={component.metadata.name}
          to={`${linkTo(component)}/workspaces`}
          title={titleOf(component)}
        >
          {component.metadata.description ?? ''}
        </Destination>
      ))}
    </Flex>
  );
};

/** Where to go from here: the user's own components, their workspaces, everything else. */
export const HomePage = () => (
  <Container py="4">
    <Flex direction="column" gap="4">
      <Text as="p" variant="body-large">
        Open a component and choose <strong>Workspaces</strong>: one click gives
        you its development environment, running in the browser.
      </Text>
      <Grid.Root columns={{ initial: '1', md: '2' }}>
        <Card>
          <CardHeader>
            <Text as="h2" variant="title-small">
              Components of your team
            </Text>
          </CardHeader>
          <CardBody>
            <OwnComponents />
          </CardBody>
        </Card>
        <Card>
          <CardHeader>
            <Text as="h2" variant="title-small">
              Elsewhere
            </Text>
          </CardHeader>
          <CardBody>
            <Flex direction="column" gap="3">
              <Destination to="/workspaces" title="Your workspaces">
                All development environments that are yours, running or stopped.
              </Destination>
              <Destination to="/catalog" title="Catalog">
                The software of all teams.
              </Destination>
              <Destination to="/create" title="Create">
                Templates, also for workspaces.
              </Destination>
            </Flex>
          </CardBody>
        </Card>
      </Grid.Root>
    </Flex>
  </Container>
);
