import { findingOf } from './finding';

const PATH = '.devcontainer/devcontainer.json';
const OTHER = '.devcontainer/gpu/devcontainer.json';

describe('findingOf', () => {
  it.each([
    ['none', [], undefined, { status: 'none', paths: [], unsupported: [] }],
    [
      'a good file, with another to choose',
      [PATH, OTHER],
      '{ "$schema": "https://x", "name": "x", "image": "base:1" }',
      { status: 'valid', paths: [PATH, OTHER], unsupported: [] },
    ],
    [
      'one that names no image',
      [PATH],
      '{ "forwardPorts": [8080] }',
      { status: 'valid', paths: [PATH], unsupported: [] },
    ],
    [
      'properties without effect that harm nothing',
      [PATH],
      '{ "image": "base:1", "shutdownAction": "none" }',
      { status: 'valid', paths: [PATH], unsupported: ['shutdownAction'] },
    ],
    [
      'properties that are refused',
      [PATH],
      '{ "image": "base:1", "privileged": true, "initializeCommand": "x" }',
      {
        status: 'warnings',
        paths: [PATH],
        unsupported: ['privileged', 'initializeCommand'],
      },
    ],
    [
      'an unknown property',
      [PATH],
      '{\n  "image": "base:1",\n  "imagee": "x"\n}',
      {
        status: 'warnings',
        paths: [PATH],
        unsupported: ['imagee'],
        problem: `${PATH}:3:3: "imagee" is not a property of devcontainer.json and has no effect. Did you mean "image"?`,
      },
    ],
    [
      'a place that the standard does not know',
      ['.devcontainer/.devcontainer.json'],
      '{ "image": "base:1" }',
      {
        status: 'warnings',
        problem: expect.stringContaining(
          '.devcontainer/.devcontainer.json: The standard does not look for',
        ),
      },
    ],
    [
      'a file that is none',
      [PATH],
      'image: base',
      {
        status: 'invalid',
        unsupported: [],
        problem: expect.stringMatching(
          /^\.devcontainer\/devcontainer\.json:1:1: /,
        ),
      },
    ],
    [
      'what the suite cannot build: the error comes before the warnings',
      [PATH],
      '{\n "imagee": "x",\n "dockerComposeFile": "x.yaml"\n}',
      {
        status: 'invalid',
        unsupported: ['imagee', 'dockerComposeFile'],
        problem: expect.stringContaining(`${PATH}:3:2: dockerComposeFile: `),
      },
    ],
  ])('%s', (_, paths, text, expected) => {
    expect(findingOf('acme', paths, text)).toMatchObject(expected);
  });
});
