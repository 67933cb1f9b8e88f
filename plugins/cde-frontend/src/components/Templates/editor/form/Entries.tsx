import type { ReactNode } from 'react';
import { Button, ButtonIcon, Flex, Text } from '@backstage/ui';
import { RiAddLine, RiDeleteBinLine } from '@remixicon/react';
import styles from '../Editor.module.css';

interface EntriesProps {
  title?: string;
  help?: string;
  /** What the button below says. */
  add: string;
  onAdd: () => void;
  children: ReactNode;
}

/** Several of a kind, and the way to one more. */
export const Entries = ({
  title,
  help,
  add,
  onAdd,
  children,
}: EntriesProps) => (
  <Flex direction="column" gap="3">
    {title && (
      <Text as="h4" variant="body-medium" weight="bold">
        {title}
      </Text>
    )}
    {help && (
      <Text as="p" variant="body-small" color="secondary">
        {help}
      </Text>
    )}
    {children}
    <Button
      size="small"
      variant="secondary"
      iconStart={<RiAddLine />}
      onPress={onAdd}
      className={styles.add}
    >
      {add}
    </Button>
  </Flex>
);

interface EntryProps {
  /** Which one it is, for screen readers: its fields are called as those of the others. */
  name: string;
  /** What the button that removes it says. */
  remove: string;
  onRemove: () => void;
  children: ReactNode;
}

/** One of several, with the way out of them. */
export const Entry = ({ name, remove, onRemove, children }: EntryProps) => (
  <div role="group" aria-label={name} className={styles.entry}>
    <div className={styles.entryFields}>{children}</div>
    <ButtonIcon
      size="small"
      variant="tertiary"
      icon={<RiDeleteBinLine />}
      aria-label={remove}
      onPress={onRemove}
    />
  </div>
);
