import { useLayoutEffect, useRef } from 'react';
import styles from './Log.module.css';

interface LogTextProps {
  text: string;
  label: string;
  /** Show the end, also as text arrives, unless the reader has scrolled up. */
  atEnd?: boolean;
  tall?: boolean;
}

const NEAR_END_PX = 24;

/** The text of a log. */
export const LogText = ({ text, label, atEnd, tall }: LogTextProps) => {
  const box = useRef<HTMLPreElement>(null);
  const reading = useRef(false);
  useLayoutEffect(() => {
    if (atEnd && !reading.current && box.current)
      box.current.scrollTop = box.current.scrollHeight;
  }, [text, atEnd]);
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    reading.current = scrollHeight - scrollTop - clientHeight > NEAR_END_PX;
  };
  return (
    <pre
      ref={box}
      className={styles.log}
      data-tall={tall}
      role="log"
      aria-live="off"
      aria-label={label}
      // A scrolled region must be reachable by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={onScroll}
    >
      {text}
    </pre>
  );
};
