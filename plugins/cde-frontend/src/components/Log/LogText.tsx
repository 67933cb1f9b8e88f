import { useLayoutEffect, useRef } from 'react';
import styles from './Log.module.css';

interface LogTextProps {
  text: string;
  label: string;
  /** Stay at the end as text arrives, unless the reader has scrolled up. */
  follow?: boolean;
  tall?: boolean;
}

const NEAR_END_PX = 24;

/** The text of a log. */
export const LogText = ({ text, label, follow, tall }: LogTextProps) => {
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (follow && atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text, follow]);
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  };
  return (
    // A scrolled region must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre ref={box} className={styles.log} data-tall={tall} role="log" aria-live="off" aria-label={label} tabIndex={0} onScroll={onScroll}>
      {text}
    </pre>
  );
};
