import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type { TemplateProblem } from '@backstage-cde/plugin-cde-common';
import { autocompletion } from '@codemirror/autocomplete';
import type {
  Completion,
  CompletionContext,
  CompletionResult,
} from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import type { Diagnostic } from '@codemirror/lint';
import type { Text as Lines } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import CodeMirror, { ExternalChange } from '@uiw/react-codemirror';
import type { ReactCodeMirrorRef } from '@uiw/react-codemirror';
import type { Suggestion, Suggestions } from '../../lib/templateCompletion';
import { cdeTranslationRef } from '../../translation';
import { portalLooks } from './theme';
import styles from './Code.module.css';

export interface YamlEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problems: TemplateProblem[];
  /** What may stand at an offset of the text. */
  suggest: (text: string, offset: number) => Suggestions | undefined;
  /** A line to go to; another object goes there again. */
  goTo?: { line: number; column?: number };
}

/** YAML with completion, and with problems where they are. */
export const YamlEditor = ({
  label,
  value,
  onChange,
  problems,
  suggest,
  goTo,
}: YamlEditorProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const editor = useRef<ReactCodeMirrorRef>(null);
  const latest = useRef(suggest);
  latest.current = suggest;
  const hint = useId();

  const extensions = useMemo(
    () => [
      yaml(),
      portalLooks,
      lintGutter(),
      autocompletion({
        override: [context => complete(context, latest.current)],
        icons: false,
      }),
      EditorView.contentAttributes.of({
        'aria-label': label,
        'aria-describedby': hint,
      }),
    ],
    [label, hint],
  );

  const mark = (view: EditorView | undefined) =>
    view?.dispatch(
      setDiagnostics(
        view.state,
        problems.map(problem => diagnosticOf(problem, view.state.doc)),
      ),
    );
  useEffect(() => mark(editor.current?.view));

  // The library would hold back what comes from outside for a while after typing, and could bring it too late.
  const [first] = useState(value);
  const typed = useRef<string[]>([]);
  const onType = (text: string) => {
    typed.current.push(text);
    onChange(text);
  };
  const take = useCallback(
    (view: EditorView | undefined) => {
      const own = typed.current.lastIndexOf(value);
      typed.current = typed.current.slice(own + 1);
      // What was typed here comes back, while more may have been typed since.
      if (view && own < 0) replaceText(view, value);
    },
    [value],
  );
  useEffect(() => take(editor.current?.view), [take]);

  useEffect(() => {
    const view = editor.current?.view;
    if (!view || !goTo) return;
    const offset = offsetOf(view.state.doc, goTo);
    view.dispatch({
      selection: { anchor: offset },
      effects: EditorView.scrollIntoView(offset, { y: 'center' }),
    });
    view.focus();
  }, [goTo]);

  return (
    <div className={styles.editor}>
      <CodeMirror
        ref={editor}
        value={first}
        onChange={onType}
        onCreateEditor={view => {
          take(view);
          mark(view);
        }}
        theme="none"
        extensions={extensions}
        basicSetup={{ autocompletion: false, foldGutter: false }}
        height="100%"
        className={styles.code}
      />
      <Text
        as="p"
        id={hint}
        variant="body-x-small"
        color="secondary"
        className={styles.hint}
      >
        {t('template.editor.keys')}
      </Text>
    </div>
  );
};

/** Changes only what differs, so that the cursor stays where it is. */
function replaceText(view: EditorView, next: string) {
  const now = view.state.doc.toString();
  if (now === next) return;
  const shorter = Math.min(now.length, next.length);
  let from = 0;
  while (from < shorter && now[from] === next[from]) from++;
  let after = 0;
  while (
    after < shorter - from &&
    now[now.length - 1 - after] === next[next.length - 1 - after]
  )
    after++;
  view.dispatch({
    changes: {
      from,
      to: now.length - after,
      insert: next.slice(from, next.length - after),
    },
    annotations: ExternalChange.of(true),
  });
}

function complete(
  context: CompletionContext,
  suggest: YamlEditorProps['suggest'],
): CompletionResult | null {
  const found = suggest(context.state.doc.toString(), context.pos);
  if (!found) return null;
  // Unasked only while a word is being written, or right after a key or a dash.
  const before = context.matchBefore(/(\w|: |- |\[|, )$/);
  if (!context.explicit && !before) return null;
  return {
    from: found.from,
    options: found.options.map(completionOf),
    validFor: /^[\w-]*$/,
  };
}

function completionOf(option: Suggestion): Completion {
  const { label, insert, detail, info, kind } = option;
  return {
    label,
    apply: insert,
    detail,
    info,
    type: kind === 'key' ? 'property' : 'constant',
  };
}

function diagnosticOf(problem: TemplateProblem, doc: Lines): Diagnostic {
  const { severity, message } = problem;
  const from = offsetOf(doc, problem);
  // To the end of what is written there.
  const line = doc.lineAt(from);
  const word = /^\S+/.exec(line.text.slice(from - line.from))?.[0].length ?? 0;
  return { from, to: from + word, severity, message };
}

/** Positions are of a text that may have changed since. */
function offsetOf(
  doc: Lines,
  { line = 1, column = 1 }: { line?: number; column?: number },
): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(from + Math.max(column, 1) - 1, to);
}
