import { useEffect, useState } from 'react';

/** A value once it has not changed for a while; at once for the first one. */
export function useSettled<T extends string>(value: T, ms = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
