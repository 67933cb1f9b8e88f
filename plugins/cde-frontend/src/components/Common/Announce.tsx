import { useEffect, useRef, useState } from 'react';
import { VisuallyHidden } from '@backstage/ui';

/** Tells a screen reader about a text when it changes, once; not about the first one. */
export const Announce = ({ text }: { text: string }) => {
  const before = useRef(text);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (before.current === text) return;
    before.current = text;
    setSaid(text);
  }, [text]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {said}
    </VisuallyHidden>
  );
};
