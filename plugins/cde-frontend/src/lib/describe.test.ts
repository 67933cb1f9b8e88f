import { OPTIONS, aPreview, aWorkspace } from '../__testUtils__';
import { describeCreation, describeWorkspace } from './describe';

/** Texts carry no-break spaces between figures and units. */
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

it('describes what one click uses, also where titles are not known', () => {
  expect(describeCreation(aPreview(), OPTIONS).map(plain)).toEqual([
    'main',
    'Small (2 CPU, 2 GiB)',
    'VS Code',
  ]);
  expect(
    describeWorkspace(aWorkspace({ repository: undefined }), undefined),
  ).toEqual(['small', 'vscode-web']);
});
