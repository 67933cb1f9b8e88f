import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The portal's own colours, which follow its theme by themselves. */
const looks = EditorView.theme({
  '&': {
    backgroundColor: 'var(--bui-bg-neutral-1)',
    color: 'var(--bui-fg-primary)',
    fontSize: 'var(--bui-font-size-2)',
  },
  '&.cm-focused': { outline: '2px solid var(--bui-ring)' },
  '.cm-scroller': {
    fontFamily: 'var(--bui-font-monospace)',
    lineHeight: '1.6',
  },
  '.cm-content': { caretColor: 'var(--bui-fg-primary)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--bui-fg-primary)' },
  '.cm-gutters': {
    backgroundColor: 'var(--bui-bg-neutral-2)',
    color: 'var(--bui-fg-secondary)',
    borderRight: '1px solid var(--bui-border-1)',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'var(--bui-bg-neutral-1-hover)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--bui-bg-info)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--bui-bg-app)',
    color: 'var(--bui-fg-primary)',
    border: '1px solid var(--bui-border-2)',
    borderRadius: 'var(--bui-radius-2)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--bui-font-monospace)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--bui-bg-solid)',
    color: 'var(--bui-fg-solid)',
  },
  '.cm-completionDetail': { opacity: '0.75' },
  '.cm-completionInfo': {
    maxWidth: '320px',
    padding: '6px 10px',
    fontFamily: 'var(--bui-font-regular)',
  },
  '.cm-diagnostic': { padding: '6px 10px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bui-fg-danger)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--bui-fg-warning)' },
  '.cm-collapsedLines': {
    background: 'var(--bui-bg-neutral-2)',
    color: 'var(--bui-fg-secondary)',
    padding: '4px 12px',
  },
  // A sign that all fonts have.
  '.cm-collapsedLines::before, .cm-collapsedLines::after': {
    content: '"…" !important',
  },
  '.cm-changedLine, .cm-insertedLine': {
    backgroundColor: 'var(--bui-bg-success) !important',
  },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk, .cm-deletedLine': {
    backgroundColor: 'var(--bui-bg-danger) !important',
  },
  '.cm-changedText': {
    background: 'none !important',
    textDecoration: 'underline',
    textDecorationColor: 'var(--bui-fg-success)',
    textUnderlineOffset: '3px',
  },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': {
    background: 'none !important',
    textDecoration: 'underline',
    textDecorationColor: 'var(--bui-fg-danger)',
    textUnderlineOffset: '3px',
  },
});

const colours = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: 'var(--bui-fg-info)' },
  { tag: tags.propertyName, color: 'var(--bui-fg-info)' },
  { tag: [tags.string, tags.content], color: 'var(--bui-fg-primary)' },
  { tag: tags.comment, color: 'var(--bui-fg-secondary)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.meta], color: 'var(--bui-fg-warning)' },
  { tag: tags.punctuation, color: 'var(--bui-fg-secondary)' },
]);

/** How code looks in the portal, in its light and its dark theme. */
export const portalLooks: Extension = [looks, syntaxHighlighting(colours)];
