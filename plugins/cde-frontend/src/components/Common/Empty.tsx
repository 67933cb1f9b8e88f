import type { ReactNode } from 'react';
import { Flex, Text } from '@backstage/ui';
import { RiTerminalBoxLine } from '@remixicon/react';
import styles from './Common.module.css';

/** A place where nothing is yet: what would be here, and how it gets here. */
export const Empty = ({
  title,
  text,
  action,
}: {
  title: string;
  text: string;
  action?: ReactNode;
}) => (
  <Flex direction="column" align="center" gap="3" className={styles.empty}>
    <RiTerminalBoxLine aria-hidden size={40} className={styles.emptyIcon} />
    <Text as="h3" variant="title-x-small">
      {title}
    </Text>
    <Text as="p" color="secondary" className={styles.emptyText}>
      {text}
    </Text>
    {action}
  </Flex>
);
