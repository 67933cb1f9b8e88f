import { aTemplate } from '../__testUtils__';
import { beginDraft, needsSaving, nextDraft } from './draft';
import type { DraftEvent, DraftState, Stored } from './draft';

const draft = (yaml: string, version: number) => ({
  yaml,
  version,
  changedBy: 'user:default/ben',
  changedAt: '2026-11-02T09:30:00.000Z',
  problems: [],
});
const stored = (text: string, version: number): Stored => ({
  text,
  version,
  revision: 2,
});
const template = (yaml: string, version: number) =>
  aTemplate({ draft: draft(yaml, version) });
const play = (state: DraftState, ...events: DraftEvent[]) =>
  events.reduce(nextDraft, state);

describe('beginning', () => {
  it('takes the draft, or the published text where there is none', () => {
    expect(beginDraft(template('a', 3))).toMatchObject({
      text: 'a',
      saved: 'a',
      version: 3,
    });
    const published = beginDraft(aTemplate({ yaml: 'p' }));
    expect(published).toMatchObject({ text: 'p', version: 0 });
    expect(needsSaving(published)).toBe(false);
  });

  it('goes on with what the tab had kept', () => {
    const kept = { text: 'mine', saved: 'a', version: 3 };
    const state = beginDraft(template('a', 3), kept);
    expect(state).toMatchObject({ text: 'mine', restored: true });
    expect(needsSaving(state)).toBe(true);
  });

  it('says so when somebody changed the draft while the tab was away', () => {
    const kept = { text: 'mine', saved: 'a', version: 3 };
    const state = beginDraft(template('b', 4), kept);
    expect(state).toMatchObject({ text: 'mine', theirs: { text: 'b' } });
    expect(needsSaving(state)).toBe(false);
  });

  it('forgets what was saved after all', () => {
    const kept = { text: 'b', saved: 'a', version: 3 };
    expect(beginDraft(template('b', 4), kept)).toMatchObject({
      version: 4,
      restored: false,
    });
  });
});

describe('saving', () => {
  it('knows what was typed meanwhile', () => {
    const state = play(
      beginDraft(template('a', 1)),
      { type: 'typed', text: 'ab' },
      { type: 'saving' },
      { type: 'typed', text: 'abc' },
      { type: 'saved', text: 'ab', draft: draft('ab', 2) },
    );
    expect(state).toMatchObject({ text: 'abc', saved: 'ab', version: 2 });
    expect(needsSaving(state)).toBe(true);
  });

  it('waits after a failure until something is typed', () => {
    const failed = play(
      beginDraft(template('a', 1)),
      { type: 'typed', text: 'ab' },
      { type: 'saving' },
      { type: 'failed', error: new Error('away') },
    );
    expect(needsSaving(failed)).toBe(false);
    expect(needsSaving(nextDraft(failed, { type: 'typed', text: 'x' }))).toBe(
      true,
    );
  });
});

describe('somebody else', () => {
  const mine = play(beginDraft(template('a', 1)), { type: 'typed', text: 'm' });
  const see = (state: DraftState, what: Stored) =>
    nextDraft(state, { type: 'seen', stored: what });

  it.each([
    ['an own version is no conflict', mine, stored('a', 1), false],
    ['a newer version is one', mine, stored('b', 2), true],
    ['a draft that began anew is one', mine, stored('b', 1 + 1), true],
    ['a draft that is gone is one', mine, stored('p', 0), true],
    ['the same text is none', mine, stored('m', 2), false],
  ])('%s', (_, state, what, conflict) => {
    expect(Boolean(see(state, what).theirs)).toBe(conflict);
  });

  it('published text that changed under an editor without a draft is a conflict', () => {
    const state = beginDraft(aTemplate({ yaml: 'p' }));
    expect(see(state, stored('p', 0)).theirs).toBeUndefined();
    expect(see(state, stored('q', 0)).theirs).toBeDefined();
  });

  it('the same text published again is what a first draft begins from', () => {
    const state = beginDraft(aTemplate({ yaml: 'p' }));
    expect(see(state, { ...stored('p', 0), revision: 3 })).toMatchObject({
      revision: 3,
      theirs: undefined,
    });
  });

  it('nothing is saved over theirs; taking theirs ends it', () => {
    const state = see(mine, stored('b', 2));
    expect(needsSaving(state)).toBe(false);
    expect(nextDraft(state, { type: 'tookTheirs' })).toMatchObject({
      text: 'b',
      saved: 'b',
      version: 2,
      theirs: undefined,
    });
  });
});
