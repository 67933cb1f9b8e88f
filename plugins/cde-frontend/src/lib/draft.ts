import type {
  TemplateDetails,
  TemplateDraft,
  TemplateProblem,
} from '@backstage-cde/plugin-cde-common';

/** What the backend has: a draft, or the published text where there is none. */
export interface Stored {
  text: string;
  /** 0: no draft yet. */
  version: number;
  /** The published one; 0: none. */
  revision: number;
  /** Entity ref; absent where the draft is gone. */
  changedBy?: string;
  /** ISO 8601. */
  changedAt?: string;
}

/** Text that a browser's tab keeps until the backend has it. */
export interface Kept {
  text: string;
  /** What it was made from. */
  saved: string;
  version: number;
}

/** A text that is being worked on, and how far the backend knows of it. */
export interface DraftState {
  text: string;
  /** The text that the backend has of this editor. */
  saved: string;
  version: number;
  /** The published revision that a first draft begins from; 0: none. */
  revision: number;
  /** ISO 8601: when it was last saved from here. */
  savedAt?: string;
  saving: boolean;
  /** Why the last attempt to save failed. */
  error?: Error;
  /** Somebody else was faster: what they made of it. Nothing is saved until a person has decided. */
  theirs?: Stored;
  /** The text came back from before a reload. */
  restored: boolean;
  /** The backend's findings in what was last saved. */
  problems: { text: string; items: TemplateProblem[] };
}

export type DraftEvent =
  | { type: 'typed'; text: string }
  | { type: 'saving' }
  | { type: 'saved'; text: string; draft: TemplateDraft }
  | { type: 'failed'; error: Error }
  | { type: 'seen'; stored: Stored }
  | { type: 'tookTheirs' };

/** What the backend has of a template. */
export function storedOf({
  draft,
  yaml,
  revision = 0,
}: TemplateDetails): Stored {
  if (!draft) return { text: yaml ?? '', version: 0, revision };
  const { yaml: text, version, changedBy, changedAt } = draft;
  return { text, version, revision, changedBy, changedAt };
}

/** How an editor begins: with what the backend has, or with what this tab had kept. */
export function beginDraft(template: TemplateDetails, kept?: Kept): DraftState {
  const stored = storedOf(template);
  const state: DraftState = {
    text: stored.text,
    saved: stored.text,
    version: stored.version,
    revision: stored.revision,
    saving: false,
    restored: false,
    problems: { text: stored.text, items: template.draft?.problems ?? [] },
  };
  if (!kept || kept.text === stored.text) return state;
  return onSeen({ ...state, ...kept, restored: true }, stored);
}

/** The next state of an editor; pure. */
export function nextDraft(state: DraftState, event: DraftEvent): DraftState {
  switch (event.type) {
    case 'typed':
      return { ...state, text: event.text, error: undefined };
    case 'saving':
      return { ...state, saving: true, error: undefined };
    case 'saved': {
      const { text, draft } = event;
      return {
        ...state,
        saving: false,
        saved: text,
        version: draft.version,
        savedAt: draft.changedAt,
        restored: false,
        problems: { text, items: draft.problems },
      };
    }
    case 'failed':
      return { ...state, saving: false, error: event.error };
    case 'seen':
      return onSeen({ ...state, saving: false }, event.stored);
    default: {
      const { theirs } = state;
      return theirs ? adopt(state, theirs) : state;
    }
  }
}

/** Whether there is something to save, and nothing that forbids it. */
export function needsSaving(state: DraftState): boolean {
  const { text, saved, saving, error, theirs } = state;
  return text !== saved && !saving && !error && !theirs;
}

function onSeen(state: DraftState, stored: Stored): DraftState {
  // Versions decide; without a draft there is only the published text to compare.
  const isOurs =
    stored.version === state.version &&
    (stored.version > 0 || stored.text === state.saved);
  if (isOurs) return { ...state, revision: stored.revision, theirs: undefined };
  // The same text is nothing to quarrel about.
  if (stored.text === state.text) return adopt(state, stored);
  return { ...state, theirs: stored };
}

function adopt(state: DraftState, stored: Stored): DraftState {
  const { text, version, revision } = stored;
  return {
    ...state,
    text,
    saved: text,
    version,
    revision,
    theirs: undefined,
    error: undefined,
    restored: false,
  };
}
