import type { ReactNode } from 'react';
import { quotaRefusalOf } from '../../lib/quota';
import { ErrorNotice } from '../Common';
import { QuotaRefusalNotice } from './QuotaRefusalNotice';

interface FailureNoticeProps {
  error: Error;
  /** What could not be done. */
  title: string;
  onRetry?: () => void;
  actions?: ReactNode;
}

/** What could not be done, and why; where a limit is in the way, how to make room. */
export const FailureNotice = (props: FailureNoticeProps) => {
  const { error, onRetry } = props;
  const refusal = quotaRefusalOf(error);
  return refusal ? (
    <QuotaRefusalNotice refusal={refusal} onRetry={onRetry} />
  ) : (
    <ErrorNotice {...props} />
  );
};
