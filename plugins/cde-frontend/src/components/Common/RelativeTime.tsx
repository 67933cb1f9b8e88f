import { useNow } from '../../hooks/useNow';
import { formatAbsolute, formatRelative } from '../../lib/format';

const MINUTE = 60_000;

/** A time as "5 minutes ago", with the absolute one on hover. */
export const RelativeTime = ({ at }: { at: string }) => {
  const now = useNow(MINUTE);
  return (
    <time dateTime={at} title={formatAbsolute(at)}>
      {formatRelative(at, now)}
    </time>
  );
};
