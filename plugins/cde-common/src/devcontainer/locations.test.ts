import { findDevcontainerFiles } from './locations';

describe('findDevcontainerFiles', () => {
  it('orders the places as the standard does', () => {
    expect(
      findDevcontainerFiles([
        'README.md',
        '.devcontainer/.devcontainer.json',
        '.devcontainer/web/devcontainer.json',
        '.devcontainer/api/devcontainer.json',
        '.devcontainer/api/deep/devcontainer.json',
        '.devcontainer.json',
        'sub/.devcontainer/devcontainer.json',
        '.devcontainer/devcontainer.json',
      ]),
    ).toEqual([
      '.devcontainer/devcontainer.json',
      '.devcontainer.json',
      '.devcontainer/api/devcontainer.json',
      '.devcontainer/web/devcontainer.json',
      '.devcontainer/.devcontainer.json',
    ]);
  });
});
