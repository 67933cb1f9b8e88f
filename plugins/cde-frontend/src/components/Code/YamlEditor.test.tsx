import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EditorView } from '@codemirror/view';
import { act, screen } from '@testing-library/react';
import { useState } from 'react';
import { YamlEditor } from './YamlEditor';

const TEXT = 'metadata:\n  name: payments\n  title: Payments\n';

// jsdom has no layout, which the editor measures.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;

describe('YamlEditor', () => {
  let fromOutside: (change: (text: string) => string) => void;
  const texts: string[] = [];

  const Page = () => {
    const [text, setText] = useState(TEXT);
    fromOutside = change => act(() => setText(change));
    return (
      <YamlEditor
        label="YAML"
        value={text}
        onChange={next => {
          texts.push(next);
          setText(next);
        }}
        problems={[]}
        suggest={() => undefined}
      />
    );
  };
  const shown = async () =>
    EditorView.findFromDOM(
      await screen.findByRole('textbox', { name: 'YAML' }),
    )!;
  const type = (view: EditorView, at: number, insert: string) =>
    act(() =>
      view.dispatch({
        changes: { from: at, insert },
        selection: { anchor: at + insert.length },
        userEvent: 'input.type',
      }),
    );

  beforeEach(() => {
    texts.length = 0;
  });

  it('shows at once what changes elsewhere, also right after typing', async () => {
    renderInTestApp(<Page />);
    const view = await shown();
    type(view, TEXT.length, 'kind: A\n');
    fromOutside(text => text.replace('payments', 'orders'));
    const both = `${TEXT.replace('payments', 'orders')}kind: A\n`;
    expect(view.state.doc.toString()).toBe(both);
    // The cursor is still behind what was typed.
    expect(view.state.selection.main.anchor).toBe(both.length);
    expect(texts).toEqual([`${TEXT}kind: A\n`]);

    type(view, both.length, 'spec:\n');
    expect(view.state.doc.toString()).toBe(`${both}spec:\n`);
    expect(texts.at(-1)).toBe(`${both}spec:\n`);
  });

  it('does not take back what is typed faster than the page follows', async () => {
    renderInTestApp(<Page />);
    const view = await shown();
    const end = TEXT.length;
    // The first change comes back when the second one is there already.
    await act(async () => {
      view.dispatch({ changes: { from: end, insert: 'k' } });
      await null;
      view.dispatch({ changes: { from: end + 1, insert: 'i' } });
    });
    expect(view.state.doc.toString()).toBe(`${TEXT}ki`);
    expect(texts).toEqual([`${TEXT}k`, `${TEXT}ki`]);
    fromOutside(() => 'kind: B\n');
    expect(view.state.doc.toString()).toBe('kind: B\n');
  });
});
