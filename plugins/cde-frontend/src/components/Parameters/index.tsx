import { Suspense, lazy } from 'react';
import { Skeleton } from '@backstage/ui';
import type { ParameterFormProps } from './ParameterForm';

const LazyForm = lazy(() =>
  import('./ParameterForm').then(({ ParameterForm: form }) => ({
    default: form,
  })),
);

/** The form of a template's parameters; its machinery is loaded when it is first needed. */
export const ParameterForm = (props: ParameterFormProps) => (
  <Suspense fallback={<Skeleton width="100%" height={64} />}>
    <LazyForm {...props} />
  </Suspense>
);

export type { ParameterFormProps } from './ParameterForm';
