import { useCallback, useEffect, useReducer, useRef } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { beginDraft, needsSaving, nextDraft, storedOf } from '../lib/draft';
import type { DraftEvent, DraftState, Kept } from '../lib/draft';
import { isConflict } from '../lib/errors';
import { keeper } from '../lib/keeper';

/** Milliseconds without typing until the text is saved. */
const TYPING_PAUSE = 800;
/** Milliseconds between looks at what others do. */
const LOOK_AGAIN = 15_000;

/** A template's text that saves itself and notices other people. */
export interface Draft extends DraftState {
  type: (text: string) => void;
  /** Drops the own text for that of somebody else. */
  takeTheirs: () => void;
  /** Saves now, also after a failure; resolves to the version that the backend has then. */
  flush: () => Promise<number>;
  /** Neither saves nor looks, while the draft is being published or discarded. */
  pause: () => void;
  /** Goes on, as that failed. */
  resume: () => void;
  /** Forgets what the tab has kept: the draft is gone. */
  finish: () => void;
}

const keyOf = (id: string) => `cde:template:${id}`;

/**
 * Works on a template's draft: saves it while one types, keeps what is not saved yet over a reload, and never
 * writes over what somebody else has saved.
 */
export function useDraft(template: TemplateDetails): Draft {
  const api = useApi(cdeApiRef);
  const { id } = template;
  const [state, dispatch] = useReducer(nextDraft, template, begin);
  const latest = useRef(state);
  latest.current = state;
  const paused = useRef(false);
  /** Grows with each save, so that an answer from before it can be told. */
  const saves = useRef(0);
  const underWay = useRef<Promise<void>>();

  /** Answers may come after the page has gone. */
  const tell = useCallback((event: DraftEvent) => {
    latest.current = nextDraft(latest.current, event);
    dispatch(event);
  }, []);

  const save = useCallback(async () => {
    const { text, version, revision } = latest.current;
    saves.current += 1;
    tell({ type: 'saving' });
    try {
      const draft = await api.saveDraft(id, text, version, revision);
      tell({ type: 'saved', text, draft });
      if (latest.current.text === text) keeper.forget(keyOf(id));
    } catch (error) {
      tell(await explain(toError(error)));
    }

    async function explain(error: Error): Promise<DraftEvent> {
      if (!isConflict(error)) return { type: 'failed', error };
      try {
        const stored = storedOf(await api.getTemplate(id));
        const seen: DraftEvent = { type: 'seen', stored };
        // A conflict with nothing else to be seen is no case for a choice.
        return nextDraft(latest.current, seen).theirs
          ? seen
          : { type: 'failed', error };
      } catch (another) {
        return { type: 'failed', error: toError(another) };
      }
    }
  }, [api, id, tell]);

  const start = useCallback(() => {
    underWay.current = save();
    return underWay.current;
  }, [save]);

  const due = needsSaving(state);
  useEffect(() => {
    if (!due || paused.current) return undefined;
    const timer = setTimeout(start, TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [due, state.text, start]);

  useEffect(() => {
    const { text, saved, version } = state;
    if (paused.current || text === saved) return;
    keeper.keep(keyOf(id), { text, saved, version });
  }, [id, state]);

  useEffect(() => {
    const look = async () => {
      const before = saves.current;
      if (latest.current.saving || document.hidden) return;
      // Whoever cannot be reached now is asked again soon, and by the next save.
      const seen = await api.getTemplate(id).catch(() => undefined);
      if (!seen || paused.current || saves.current !== before) return;
      tell({ type: 'seen', stored: storedOf(seen) });
      // The backend is there again: what could not be saved can be now.
      const { error, theirs, text, saved } = latest.current;
      if (error && !theirs && text !== saved) start();
    };
    const timer = setInterval(look, LOOK_AGAIN);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [api, id, tell, start]);

  // Whoever leaves the page in the middle of a word wanted that word, too.
  useEffect(
    () => () => {
      if (!paused.current && needsSaving(latest.current)) start();
    },
    [start],
  );

  const type = useCallback(
    (text: string) => tell({ type: 'typed', text }),
    [tell],
  );
  const takeTheirs = useCallback(() => {
    keeper.forget(keyOf(id));
    tell({ type: 'tookTheirs' });
  }, [id, tell]);
  const flush = useCallback(async () => {
    await underWay.current;
    const { text, saved, theirs } = latest.current;
    if (text !== saved && !theirs) await start();
    const after = latest.current;
    if (after.error) throw after.error;
    if (after.theirs) throw new Error('Somebody else changed this draft');
    return after.version;
  }, [start]);
  const pause = useCallback(() => {
    paused.current = true;
  }, []);
  const resume = useCallback(() => {
    paused.current = false;
  }, []);
  const finish = useCallback(() => {
    paused.current = true;
    keeper.forget(keyOf(id));
  }, [id]);

  return { ...state, type, takeTheirs, flush, pause, resume, finish };
}

function begin(template: TemplateDetails): DraftState {
  const key = keyOf(template.id);
  const state = beginDraft(template, keptOf(keeper.recall(key)));
  if (state.text === state.saved) keeper.forget(key);
  return state;
}

function keptOf(value: unknown): Kept | undefined {
  const kept = value as Kept | undefined;
  return typeof kept?.text === 'string' &&
    typeof kept.saved === 'string' &&
    typeof kept.version === 'number'
    ? kept
    : undefined;
}
