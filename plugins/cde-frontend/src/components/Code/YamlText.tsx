import { yaml } from '@codemirror/lang-yaml';
import { EditorView } from '@codemirror/view';
import CodeMirror from '@uiw/react-codemirror';
import { portalLooks } from './theme';
import styles from './Code.module.css';

export interface YamlTextProps {
  label: string;
  text: string;
}

/** YAML to read. */
export const YamlText = ({ label, text }: YamlTextProps) => (
  <CodeMirror
    value={text}
    editable={false}
    readOnly
    theme="none"
    className={styles.text}
    basicSetup={{ foldGutter: false, highlightActiveLine: false }}
    extensions={[
      yaml(),
      portalLooks,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        'aria-label': label,
        tabindex: '0',
        role: 'document',
      }),
    ]}
  />
);
