import { screen } from '@testing-library/react';
import type { PreviewObject } from '@backstage-cde/plugin-cde-common';
import { FakeCdeApi, TEMPLATE_YAML } from '../../../__testUtils__';
import { renderPage } from '../../../__testUtils__/render';
import { PreviewResult } from './PreviewResult';
import { TemplateForm } from './form';

jest.mock('../../Code', () => ({
  YamlText: ({ label }: { label: string }) => <pre aria-label={label} />,
}));

const expanded = async () => {
  await screen.findAllByRole('button', { expanded: true });
  return screen
    .getAllByRole('button', { expanded: true })
    .map(button => button.textContent);
};

describe('TemplateForm', () => {
  it('begins with what most people come for', async () => {
    renderPage(
      <TemplateForm
        text={TEMPLATE_YAML}
        onChange={() => {}}
        options={undefined}
        nameIsFixed
      />,
      new FakeCdeApi(),
    );
    expect(await expanded()).toEqual(['Name and owner', 'Parameters']);
  });
});

describe('PreviewResult', () => {
  const object = (part: Partial<PreviewObject>): PreviewObject => ({
    kind: 'Secret',
    name: 'cde-1',
    verdict: 'accepted',
    yaml: 'kind: Secret',
    ...part,
  });
  const renderPreview = (objects: PreviewObject[]) =>
    renderPage(
      <PreviewResult preview={{ problems: [], applies: true, objects }} />,
      new FakeCdeApi(),
    );

  it('shows the refused object without a click', async () => {
    const refused = object({
      kind: 'Pod',
      verdict: 'refused',
      message: 'it is privileged',
    });
    renderPreview([object({}), refused]);
    const [open, ...others] = await expanded();
    expect(open).toContain('Pod');
    expect(others).toEqual([]);
    expect(screen.getByText('it is privileged')).toBeVisible();
  });

  it('says once why nothing was asked', async () => {
    const message = 'The cluster is stopped';
    const unchecked = { verdict: 'unchecked', message } as const;
    renderPreview([object(unchecked), object({ ...unchecked, kind: 'Pod' })]);
    expect(await screen.findByText(/The cluster was not asked/)).toBeVisible();
    expect(
      screen.getAllByText(message, { ignore: '[role="group"] *' }),
    ).toHaveLength(1);
  });
});
