import {
  MyWorkspacesCard,
  TeamComponentsCard,
} from '@backstage-cde/plugin-cde';
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

/** Where to go from here: the user's own workspaces and components, and everything else. */
export const HomePage = () => (
  <Container py="4">
    <Flex direction="column" gap="4">
      <Text as="p" variant="body-large">
        One click on a component gives you its development environment, running
        in the browser.
      </Text>
      <Grid.Root columns={{ initial: '1', md: '2' }}>
        <MyWorkspacesCard />
        <TeamComponentsCard />
        <Card>
          <CardHeader>
            <Text as="h2" variant="title-small">
              Elsewhere
            </Text>
          </CardHeader>
          <CardBody>
            <Flex direction="column" gap="3">
              <Destination to="/cde/open" title="Open an address">
                The development environment for a branch, a pull request or a
                file of a git host.
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
