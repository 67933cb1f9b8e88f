import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Stamps } from './stamps';
import { testFolder } from './testing/folder';
import { mergeFolders, writeWorkspaceFile } from './workspaceFile';

const BASE = '/workspaces';
const FOLDERS = ['/workspaces/api', '/workspaces/web'];
const merge = (text?: string, folders = FOLDERS) =>
  mergeFolders(text, BASE, folders);

describe('the folders in a workspace file', () => {
  it('are relative to it, in a file that is new', () => {
    expect(merge()).toBe(
      `{
	"folders": [
		{
			"path": "api"
		},
		{
			"path": "web"
		}
	],
	"settings": {}
}
`,
    );
    expect(merge(undefined, [BASE, '/srv/x'])).toContain('"path": "../srv/x"');
    expect(merge(undefined, [BASE])).toContain('"path": "."');
  });

  it.each([
    ['all there', '{"folders":[{"path":"web"},{"path":"api"}]}'],
    [
      'absolute, or with a name',
      '{"folders":[{"path":"/workspaces/api","name":"A"},{"path":"./web/"}]}',
    ],
    [
      'as URIs',
      '{"folders":[{"uri":"vscode-remote://host/workspaces/api"},{"uri":"vscode-remote://host/workspaces/w%65b"}]}',
    ],
  ])('are left alone: %s', (_, text) => expect(merge(text)).toBe(text));

  it.each([
    [
      '{"folders":[{"path":"api"}]}',
      '{"folders":[{"path":"api"},\n\t\t{"path":"web"}\n\t]}',
    ],
    [
      '{"folders":[]}',
      '{"folders":[\n\t\t{"path":"api"},\n\t\t{"path":"web"}\n\t]}',
    ],
    [
      '{\n\t"folders": [\n\t\t{ "path": "api" }, // the first, [mine]\n\t],\n}\n',
      '{\n\t"folders": [\n\t\t{ "path": "api" },\n\t\t{"path":"web"} // the first, [mine]\n\t],\n}\n',
    ],
    [
      '{\n\t// "folders": [],\n\t"settings": {"folders": ["]"]},\n\t"folders": [\n\t\t{ "path": "api" }\n\t]\n}',
      '{\n\t// "folders": [],\n\t"settings": {"folders": ["]"]},\n\t"folders": [\n\t\t{ "path": "api" },\n\t\t{"path":"web"}\n\t]\n}',
    ],
  ])('are added to what a person wrote: %j', (text, expected) =>
    expect(merge(text)).toBe(expected),
  );

  it.each([
    '',
    'folders',
    '[]',
    'null',
    '{}',
    '{"folders":{}}',
    '{"folders":[',
  ])('are not forced into %j', text => expect(merge(text)).toBeUndefined());
});

describe('the workspace file', () => {
  const folder = testFolder('workspace-file');
  const at = (name: string) => path.join(folder(), name);
  let told = '';
  beforeEach(() => {
    told = '';
  });
  const write = (...names: string[]) =>
    writeWorkspaceFile(
      { path: at('api.code-workspace'), folders: names.map(at) },
      new Stamps(at('stamps')),
      text => {
        told += text;
      },
    );
  const read = () => readFileSync(at('api.code-workspace'), 'utf8');
  const paths = () =>
    JSON.parse(read()).folders.map((entry: { path: string }) => entry.path);

  it('is written once, and is a person’s own from then on', async () => {
    await write('api', 'web');
    expect(paths()).toEqual(['api', 'web']);
    const mine = '{"folders":[{"path":"api"}],"settings":{"a":1}}';
    writeFileSync(at('api.code-workspace'), mine);
    await write('api', 'web');
    expect(read()).toBe(mine);
    // Another folder is new to it; the one that was taken out is not.
    await write('api', 'web', 'rules');
    expect(paths()).toEqual(['api', 'rules']);
    expect(JSON.parse(read()).settings).toEqual({ a: 1 });
  });

  it('is made again where it was deleted', async () => {
    await write('api', 'web');
    rmSync(at('api.code-workspace'));
    await write('api', 'web');
    expect(paths()).toEqual(['api', 'web']);
  });

  it('is left as it is where it is something else', async () => {
    writeFileSync(at('api.code-workspace'), 'broken');
    await write('api', 'web');
    await write('api', 'web');
    expect(read()).toBe('broken');
    expect(told.match(/left as it is/g)).toHaveLength(1);
  });
});
