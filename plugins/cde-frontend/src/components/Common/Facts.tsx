import type { ReactNode } from 'react';
import styles from './Common.module.css';

/** Names and values; those without a value are left out. */
export const Facts = ({
  items,
}: {
  items: Array<{ label: string; value: ReactNode }>;
}) => (
  <dl className={styles.facts}>
    {items
      .filter(
        ({ value }) => value !== undefined && value !== null && value !== false,
      )
      .map(({ label, value }) => (
        <div key={label} className={styles.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);
