import { BROKEN_DEVCONTAINER, OPTIONS, aPreview } from '../__testUtils__';
import {
  EMPTY_FORM,
  formProblem,
  isBroken,
  offered,
  requestOf,
} from './creation';

describe('the form of a new workspace', () => {
  const commit = '3F2c1ab94d0c2f7c35f1b6f7f5f4a1d2c3b4a596';

  it.each([
    [{}, undefined],
    [{ branch: 'fix/timeouts' }, undefined],
    [{ branch: 'two words' }, 'branchUnfit'],
    [{ branch: 'a..b' }, 'branchUnfit'],
    [{ branch: 'a^' }, 'branchUnfit'],
    [{ commit }, undefined],
    [{ commit: '3f2c1ab' }, 'commitUnfit'],
    [{ commit: 'main' }, 'commitUnfit'],
    [{ name: 'x'.repeat(63) }, undefined],
    [{ name: 'x'.repeat(64) }, 'nameTooLong'],
  ])('%j: %s', (part, problem) =>
    expect(formProblem({ ...EMPTY_FORM, ...part })).toBe(problem),
  );

  it('asks for nothing that was left alone', () => {
    const asked = requestOf('component:default/a', {
      ...EMPTY_FORM,
      name: '  ',
    });
    expect(JSON.parse(JSON.stringify(asked))).toEqual({
      component: 'component:default/a',
    });
  });

  it('asks for further repositories, at their default branch or another', () => {
    const additional = [
      { component: 'component:default/b', branch: '' },
      { component: 'component:default/c', branch: 'fix' },
    ];
    expect(requestOf('c', { ...EMPTY_FORM, additional }).additional).toEqual([
      { component: 'component:default/b' },
      {
        component: 'component:default/c',
        ref: { type: 'branch', name: 'fix' },
      },
    ]);
  });

  it('takes a commit instead of the branch', () => {
    expect(
      requestOf('c', { ...EMPTY_FORM, branch: 'main', commit }).ref,
    ).toEqual({ type: 'commit', name: commit.toLowerCase() });
    expect(requestOf('c', { ...EMPTY_FORM, branch: ' main ' }).ref).toEqual({
      type: 'branch',
      name: 'main',
    });
  });

  it('offers what the chosen template allows', () => {
    const options = {
      ...OPTIONS,
      templates: [
        ...OPTIONS.templates,
        { name: 'big', title: 'Big', resourceClasses: ['medium'], ides: [] },
      ],
    };
    expect(
      offered(options, '').resourceClasses.map(({ name }) => name),
    ).toEqual(['small', 'medium']);
    expect(
      offered(options, 'big').resourceClasses.map(({ name }) => name),
    ).toEqual(['medium']);
    expect(offered(undefined, '')).toEqual({
      template: undefined,
      resourceClasses: [],
      ides: [],
    });
  });

  it('knows a devcontainer.json that nothing can be made from', () => {
    expect(isBroken(aPreview({ devcontainer: BROKEN_DEVCONTAINER }))).toBe(
      true,
    );
    expect(isBroken(aPreview())).toBe(false);
    expect(isBroken(undefined)).toBe(false);
  });
});
