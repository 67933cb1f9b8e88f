import { useEffect, useRef } from 'react';
import { useBreakpoint } from '@backstage/ui';
import { yaml } from '@codemirror/lang-yaml';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { portalLooks } from './theme';
import styles from './Code.module.css';

export interface YamlDiffProps {
  /** What it is a comparison of, for screen readers. */
  label: string;
  before: string;
  after: string;
}

/** Unchanged lines around a change that stay visible. */
const CONTEXT = { margin: 3, minSize: 4 };

const plain = (label: string) => [
  yaml(),
  portalLooks,
  lineNumbers(),
  EditorView.lineWrapping,
  EditorView.editable.of(false),
  EditorState.readOnly.of(true),
  // Not editable, and yet to be read and scrolled with the keyboard.
  EditorView.contentAttributes.of({
    'aria-label': label,
    tabindex: '0',
    role: 'document',
  }),
];

/** Two texts side by side, or one below the other where it is narrow. */
export const YamlDiff = ({ label, before, after }: YamlDiffProps) => {
  const place = useRef<HTMLDivElement>(null);
  const { down } = useBreakpoint();
  const narrow = down('md');

  useEffect(() => {
    const parent = place.current;
    if (!parent) return undefined;
    const view = narrow
      ? new EditorView({
          parent,
          doc: after,
          extensions: [
            plain(label),
            unifiedMergeView({
              original: before,
              mergeControls: false,
              gutter: true,
              collapseUnchanged: CONTEXT,
            }),
          ],
        })
      : new MergeView({
          parent,
          a: { doc: before, extensions: plain(label) },
          b: { doc: after, extensions: plain(label) },
          collapseUnchanged: CONTEXT,
          gutter: true,
        });
    return () => view.destroy();
  }, [label, before, after, narrow]);

  return <div ref={place} className={styles.diff} data-narrow={narrow} />;
};
