import { Suspense, lazy } from 'react';
import { Skeleton } from '@backstage/ui';
import type { YamlDiffProps } from './YamlDiff';
import type { YamlEditorProps } from './YamlEditor';
import type { YamlTextProps } from './YamlText';

// The editor's machinery is large, and few pages need it: it comes when it is first shown.

const LazyEditor = lazy(() =>
  import('./YamlEditor').then(({ YamlEditor: part }) => ({ default: part })),
);
const LazyDiff = lazy(() =>
  import('./YamlDiff').then(({ YamlDiff: part }) => ({ default: part })),
);
const LazyText = lazy(() =>
  import('./YamlText').then(({ YamlText: part }) => ({ default: part })),
);

const waiting = <Skeleton width="100%" height={240} />;

/** YAML with completion, and with problems where they are. */
export const YamlEditor = (props: YamlEditorProps) => (
  <Suspense fallback={waiting}>
    <LazyEditor {...props} />
  </Suspense>
);

/** What changed from one text to another. */
export const YamlDiff = (props: YamlDiffProps) => (
  <Suspense fallback={waiting}>
    <LazyDiff {...props} />
  </Suspense>
);

/** YAML to read. */
export const YamlText = (props: YamlTextProps) => (
  <Suspense fallback={waiting}>
    <LazyText {...props} />
  </Suspense>
);
