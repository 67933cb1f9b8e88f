import { Flex, Skeleton } from '@backstage/ui';

/** The place of a template's page while it is fetched. */
export const PageSkeleton = () => (
  <Flex direction="column" gap="4" aria-busy="true">
    <Skeleton width="40%" height={32} />
    <Skeleton width="70%" height={20} />
    <Skeleton width="100%" height={280} />
  </Flex>
);
