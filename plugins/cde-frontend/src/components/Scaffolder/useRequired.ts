import { useEffect, useRef } from 'react';

/** Puts what is shown as usual into a field that must not be empty. */
export function useRequired(
  required: boolean | undefined,
  value: string | undefined,
  usual: string | undefined,
  onChange: (value: string) => void,
) {
  const change = useRef(onChange);
  change.current = onChange;
  const missing = required && !value ? usual : undefined;
  useEffect(() => {
    if (missing) change.current(missing);
  }, [missing]);
}
