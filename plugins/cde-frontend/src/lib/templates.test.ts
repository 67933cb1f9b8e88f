import { aTemplate } from '../__testUtils__';
import {
  affected,
  applyTemplateView,
  fileName,
  locationHref,
  starterText,
  templateViewFromParams,
  templateViewToParams,
} from './templates';
import { readDocument } from './templateDocument';

const ALL = { search: '', owner: '', state: '', source: '' } as const;

describe('the view of templates', () => {
  it('is kept in the address, and unknown values count as absent', () => {
    const params = new URLSearchParams(
      'q=node&state=retired&source=nowhere&page=2',
    );
    const view = templateViewFromParams(params);
    expect(view).toEqual({ ...ALL, search: 'node', state: 'retired' });
    expect(templateViewToParams(view, params).toString()).toBe(
      'q=node&state=retired&page=2',
    );
    expect(templateViewToParams(ALL, params).toString()).toBe('page=2');
  });

  it('finds words in title, description and tags, usable ones first', () => {
    const templates = [
      aTemplate({ id: 'b', title: 'B', state: 'deprecated' }),
      aTemplate({ id: 'a', title: 'A', tags: ['java'], source: 'git' }),
      aTemplate({ id: 'c', title: 'C', owner: 'group:default/web' }),
    ];
    const ids = (view: Partial<typeof ALL | object>) =>
      applyTemplateView(templates, { ...ALL, ...view }).map(({ id }) => id);
    expect(ids({})).toEqual(['a', 'c', 'b']);
    expect(ids({ search: ' JAVA' })).toEqual(['a']);
    expect(ids({ owner: 'group:default/web' })).toEqual(['c']);
    expect(ids({ state: 'deprecated' })).toEqual(['b']);
    expect(ids({ source: 'git' })).toEqual(['a']);
  });
});

it('counts the workspaces of all revisions', () => {
  expect(affected(aTemplate())).toEqual({ running: 1, stopped: 2 });
});

it.each([
  ['url:https://git/x/blob/a.yaml', 'https://git/x/blob/a.yaml'],
  ['https://git/a.yaml', 'https://git/a.yaml'],
  ['file:/examples/a.yaml', undefined],
  ['data:text/html,x', undefined],
  [undefined, undefined],
])('the location %s leads to %s', (location, href) => {
  expect(locationHref(location)).toBe(href);
});

it('exports to a file name that every system takes', () => {
  expect(fileName('team:node')).toBe('team-node.yaml');
});

it('begins with a template that can be read', () => {
  expect(readDocument(starterText('group:default/a')).value).toMatchObject({
    spec: { owner: 'group:default/a', resourceClasses: ['small'] },
  });
});
