import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';
import { machineSettings, mergeSettings } from './ideSettings';
import { testFolder } from './testing/folder';

const folder = testFolder('settings');
const ide: AgentSpec['ide'] = {
  kind: 'vscode-web',
  extensions: [],
  settings: {},
};

it("lets the devcontainer's settings win", () => {
  const settings = { 'workbench.startupEditor': 'readme', 'editor.tabSize': 3 };
  expect(machineSettings({ ...ide, settings })).toMatchObject(settings);
});

it('recommends extensions and offers ports only where they can be had', () => {
  expect(machineSettings(ide)).toMatchObject({
    'extensions.ignoreRecommendations': true,
    'remote.autoForwardPorts': false,
  });
  const able = machineSettings({
    ...ide,
    gallery: { serviceUrl: 'http://gallery.test' },
    portUrlTemplate: 'http://w1-{{port}}.localhost:7007/',
  });
  expect(able).not.toHaveProperty(['extensions.ignoreRecommendations']);
  expect(able).not.toHaveProperty(['remote.autoForwardPorts']);
});

it.each([
  ['no file', undefined, {}],
  ['other settings', '{"a": 1, "b": 1}', { a: 1 }],
  ['a broken file', '{"a": ', {}],
  ['something else', '[1]', {}],
])('merges into %s', async (_, before, kept) => {
  const file = path.join(folder(), 'Machine/settings.json');
  await mergeSettings(file, { x: 1 });
  if (before !== undefined) {
    writeFileSync(file, before);
  }
  await mergeSettings(file, { b: 2 });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    ...kept,
    b: 2,
  });
});
