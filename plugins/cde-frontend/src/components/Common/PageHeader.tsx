import { useEffect, useRef } from 'react';
import type { ComponentProps } from 'react';
import { Header } from '@backstage/ui';
import styles from './Common.module.css';

/**
 * The portal's header of a page. On a phone a long title goes on in a second line instead of being cut, and what has
 * no room among the tabs can be scrolled to.
 */
export const PageHeader = (props: ComponentProps<typeof Header>) => {
  const place = useRef<HTMLDivElement>(null);
  const { activeTabId } = props;
  useEffect(() => {
    const tab = place.current?.querySelector('nav [aria-current="page"]');
    tab?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [activeTabId]);
  return (
    <div ref={place} className={styles.pageHeader}>
      <Header {...props} />
    </div>
  );
};
