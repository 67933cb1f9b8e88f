import '../../../__testUtils__/wideScreen';
import { ConflictError } from '@backstage/errors';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { TemplateDraft } from '@backstage-cde/plugin-cde-common';
import { FakeCdeApi, TEMPLATE_YAML, aTemplate } from '../../../__testUtils__';
import { renderPage } from '../../../__testUtils__/render';
import { browser } from '../../../lib/browser';
import { TemplateEditorPage } from './TemplateEditorPage';

// The real editor needs a layout, which jsdom has not; a plain field takes its place.
jest.mock('../../Code', () => ({
  YamlEditor: ({
    label,
    value,
    onChange,
    goTo,
  }: {
    label: string;
    value: string;
    onChange: (text: string) => void;
    goTo?: { line: number };
  }) => (
    <textarea
      aria-label={`${label} text`}
      value={value}
      data-line={goTo?.line}
      onChange={event => onChange(event.target.value)}
    />
  ),
  YamlDiff: ({ label, before, after }: Record<string, string>) => (
    <figure aria-label={label}>
      <pre>{before}</pre>
      <pre>{after}</pre>
    </figure>
  ),
  YamlText: ({ label, text }: Record<string, string>) => (
    <pre aria-label={label}>{text}</pre>
  ),
}));

const theirDraft = (yaml: string, version: number): TemplateDraft => ({
  yaml,
  version,
  changedBy: 'user:default/ben',
  changedAt: new Date().toISOString(),
  problems: [],
});

describe('TemplateEditorPage', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    sessionStorage.clear();
    api = new FakeCdeApi();
    api.templates = [aTemplate()];
  });

  const renderEditor = () =>
    renderPage(<TemplateEditorPage />, api, {
      mountPath: '/workspaces/templates/:id/edit',
      at: '/workspaces/templates/payments/edit',
    });
  const yaml = () =>
    screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'YAML text' });
  const put = async (text: string) => {
    const field = await yaml();
    await user.clear(field);
    await user.click(field);
    await user.paste(text);
  };
  const saved = (text: string) =>
    waitFor(() => expect(api.callsOf('saveDraft').at(-1)?.[1]).toBe(text));

  it('keeps form and YAML in step, and saves while one types', async () => {
    renderEditor();
    const title = await screen.findByRole('textbox', { name: 'Title' });
    expect(title).toHaveValue('Payments services');
    expect(screen.getByText('No changes')).toBeVisible();

    await user.type(title, '!');
    const changed = TEMPLATE_YAML.replace(
      'title: Payments services',
      'title: Payments services!',
    );
    expect(await yaml()).toHaveValue(changed);
    await saved(changed);
    expect(api.callsOf('saveDraft').at(-1)).toEqual([
      'payments',
      changed,
      0,
      2,
    ]);
    expect(await screen.findByText(/^Saved/)).toBeVisible();

    await put(changed.replace('services!', 'tools'));
    expect(title).toHaveValue('Payments tools');
    await saved(changed.replace('services!', 'tools'));
  });

  it('the form makes, renames and removes parameters', async () => {
    renderEditor();
    await user.click(
      await screen.findByRole('button', { name: 'Add a parameter' }),
    );
    const name = screen
      .getAllByRole('textbox', { name: 'Name' })
      .find(field => (field as HTMLInputElement).value === 'parameter')!;
    await user.clear(name);
    await user.type(name, 'size');
    await user.tab();
    await waitFor(async () =>
      expect((await yaml()).value).toContain(
        '      size:\n        type: string\n',
      ),
    );
    await user.click(screen.getByRole('button', { name: 'Remove region' }));
    await waitFor(async () =>
      expect((await yaml()).value).not.toMatch(/required:|title: Region/),
    );
  });

  it('the form rests while the YAML cannot be read', async () => {
    renderEditor();
    await put('spec: [');
    expect(await screen.findByText(/^Line 1/)).toBeVisible();
    expect(
      screen.queryByRole('textbox', { name: 'Title' }),
    ).not.toBeInTheDocument();
  });

  it('lists problems and leads to their lines', async () => {
    api.problems = text =>
      text.includes('[huge]')
        ? [
            {
              severity: 'error',
              message: 'There is no class "huge".',
              path: 'spec.resourceClasses[0]',
              line: 15,
              column: 21,
            },
          ]
        : [];
    renderEditor();
    await put(TEMPLATE_YAML.replace('[small, medium]', '[huge]'));
    expect(await screen.findByText('There is no class "huge".')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Line 15' }));
    expect(await yaml()).toHaveAttribute('data-line', '15');
    await user.click(screen.getByRole('button', { name: 'Publish…' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('have to be mended');
  });

  describe('when somebody else was faster', () => {
    const theirs = TEMPLATE_YAML.replace('Payments services', 'Theirs');

    const meet = async () => {
      renderEditor();
      const title = await screen.findByRole('textbox', { name: 'Title' });
      api.changeTemplate('payments', { draft: theirDraft(theirs, 4) });
      await user.type(title, '!');
      return screen.findByText('ben has changed this draft');
    };

    it('says who, and overwrites nothing', async () => {
      await meet();
      expect((await yaml()).value).toContain('Payments services!');
      expect(api.templates[0].draft?.yaml).toBe(theirs);
      expect(screen.getByText('Not saved')).toBeVisible();
      expect(screen.getByRole('button', { name: 'Publish…' })).toBeDisabled();
      const before = api.callsOf('saveDraft').length;
      await user.type(screen.getByRole('textbox', { name: 'Title' }), '!');
      await act(async () => {
        await new Promise(resolve => setTimeout(resolve, 1000));
      });
      expect(api.callsOf('saveDraft')).toHaveLength(before);
    });

    it('shows the difference, copies mine, takes theirs', async () => {
      const copy = jest.spyOn(browser, 'copy').mockResolvedValue();
      await meet();
      await user.click(
        screen.getByRole('button', { name: 'Show the difference' }),
      );
      expect(
        screen.getByRole('figure', { name: /Differences between/ }),
      ).toHaveTextContent(/title: Theirs.*title: Payments services!/);
      await user.click(screen.getByRole('button', { name: 'Copy mine' }));
      expect(copy).toHaveBeenCalledWith(
        expect.stringContaining('Payments services!'),
      );
      await user.click(screen.getByRole('button', { name: 'Take theirs' }));
      expect(await yaml()).toHaveValue(theirs);
      expect(
        screen.queryByText('ben has changed this draft'),
      ).not.toBeInTheDocument();
      await user.type(screen.getByRole('textbox', { name: 'Title' }), '!');
      await saved(theirs.replace('Theirs', 'Theirs!'));
      expect(api.callsOf('saveDraft').at(-1)?.[2]).toBe(4);
    });
  });

  it('keeps what is not saved over a reload', async () => {
    api.fail('saveDraft', new TypeError('Failed to fetch'));
    const { unmount } = renderEditor();
    await user.type(await screen.findByRole('textbox', { name: 'Title' }), '!');
    expect(
      await screen.findByText('The draft could not be saved'),
    ).toBeVisible();
    unmount();
    api.fail('saveDraft', undefined);
    renderEditor();
    expect(await screen.findByRole('textbox', { name: 'Title' })).toHaveValue(
      'Payments services!',
    );
    await saved(
      TEMPLATE_YAML.replace('Payments services', 'Payments services!'),
    );
  });

  it('saves again when asked to', async () => {
    api.fail('saveDraft', new Error('boom'));
    renderEditor();
    await user.type(await screen.findByRole('textbox', { name: 'Title' }), '!');
    await screen.findByText('The draft could not be saved');
    api.fail('saveDraft', undefined);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/^Saved/)).toBeVisible();
  });

  it('publishes what was just typed, with a note', async () => {
    renderEditor();
    await user.type(await screen.findByRole('textbox', { name: 'Title' }), '!');
    await user.click(screen.getByRole('button', { name: 'Publish…' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('Makes revision 3');
    const button = within(dialog).getByRole('button', { name: 'Publish' });
    expect(button).toBeDisabled();
    await user.type(
      within(dialog).getByRole('textbox', { name: /Note/ }),
      'A better title',
    );
    await user.click(button);
    await waitFor(() =>
      expect(api.callsOf('publishTemplate')).toEqual([
        ['payments', { version: 1, note: 'A better title' }],
      ]),
    );
    expect(api.templates[0].yaml).toContain('Payments services!');
    expect(sessionStorage).toHaveLength(0);
  });

  it('tells those who may not publish privileged templates', async () => {
    api.rights = { ...api.rights, allowed: [] };
    renderEditor();
    await put(`${TEMPLATE_YAML}  privileged: true\n`);
    await user.click(screen.getByRole('button', { name: 'Publish…' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('textbox', { name: /Note/ }), 'x');
    expect(
      await within(dialog).findByText(/which you may not publish/),
    ).toBeVisible();
    expect(
      within(dialog).getByRole('button', { name: 'Publish' }),
    ).toBeDisabled();
  });

  it('a refused publication stays in the dialog, and the draft goes on', async () => {
    api.fail('publishTemplate', new ConflictError('Somebody was faster.'));
    api.changeTemplate('payments', { draft: theirDraft(TEMPLATE_YAML, 7) });
    renderEditor();
    await user.click(await screen.findByRole('button', { name: 'Publish…' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('textbox', { name: /Note/ }), 'x');
    await user.click(within(dialog).getByRole('button', { name: 'Publish' }));
    expect(
      await within(dialog).findByText('Somebody was faster.'),
    ).toBeVisible();
  });

  it('discards the draft', async () => {
    api.changeTemplate('payments', { draft: theirDraft(TEMPLATE_YAML, 7) });
    renderEditor();
    await user.click(
      await screen.findByRole('button', {
        name: 'More actions for Payments services',
      }),
    );
    await user.click(
      await screen.findByRole('menuitem', { name: 'Discard draft…' }),
    );
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    await waitFor(() =>
      expect(api.callsOf('discardDraft')).toEqual([['payments', 7]]),
    );
  });

  it('previews with a component and parameters', async () => {
    api.templatePreview = () => ({
      problems: [],
      applies: false,
      objects: [
        {
          kind: 'Pod',
          name: 'cde-preview',
          verdict: 'refused',
          message: 'violates PodSecurity "restricted"',
          yaml: 'kind: Pod\nimage: new\n',
        },
      ],
      published: [
        {
          kind: 'Pod',
          name: 'cde-preview',
          verdict: 'accepted',
          yaml: 'kind: Pod\nimage: old\n',
        },
      ],
    });
    renderEditor();
    await user.click(await screen.findByRole('tab', { name: 'Preview' }));
    await user.type(
      screen.getByRole('combobox', { name: /Component/ }),
      'component:default/ledger',
    );
    await user.click(await screen.findByRole('option', { name: /ledger/ }));
    await user.click(await screen.findByRole('checkbox', { name: /Debug/ }));
    await user.click(screen.getByRole('button', { name: 'Show preview' }));
    expect(await screen.findByText('Refused')).toBeVisible();
    expect(screen.getByText('violates PodSecurity "restricted"')).toBeVisible();
    expect(screen.getByText(/is not offered/)).toBeVisible();
    expect(api.callsOf('previewTemplate')).toEqual([
      [
        {
          yaml: TEMPLATE_YAML,
          component: 'component:default/ledger',
          parameters: { region: 'eu', debug: true },
        },
      ],
    ]);
    await user.click(
      screen.getByRole('switch', { name: /Difference to the published/ }),
    );
    expect(
      screen.getByRole('figure', { name: /Differences between the objects/ }),
    ).toHaveTextContent(/image: old.*image: new/);
  });

  it('says why there is no preview, and shows what there is in its place', async () => {
    api.fail('previewTemplate', new ConflictError('No cluster is connected.'));
    renderPage(<TemplateEditorPage />, api, {
      mountPath: '/workspaces/templates/:id/edit',
      at: '/workspaces/templates/payments/edit',
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'ledger', namespace: 'default' },
        },
      ],
    });
    await user.click(await screen.findByRole('tab', { name: 'Preview' }));
    await user.type(
      screen.getByRole('combobox', { name: /Component/ }),
      'ledger',
    );
    await user.click(await screen.findByRole('option', { name: /ledger/ }));
    await user.click(screen.getByRole('button', { name: 'Show preview' }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('There is no preview');
    expect(alert).toHaveTextContent('No cluster is connected.');
    api.fail('previewTemplate', undefined);
    await user.click(screen.getByRole('button', { name: 'Preview again' }));
    expect(
      await screen.findByText('Nothing can be made while there are errors.'),
    ).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('shows what the browser finds where the backend cannot be asked', async () => {
    api.fail('validateTemplate', new TypeError('Failed to fetch'));
    renderEditor();
    await put(TEMPLATE_YAML.replace('owner:', 'ownr:'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The portal could not check the template',
    );
    expect(
      await screen.findByRole('list', { name: 'Problems' }),
    ).toHaveTextContent(/ownr/);
  });

  it('says why there is nothing to edit', async () => {
    api.changeTemplate('payments', { source: 'git' });
    const { unmount } = renderEditor();
    expect(
      await screen.findByText('This template is not changed in the portal'),
    ).toBeVisible();
    unmount();
    api.changeTemplate('payments', { source: 'portal', allowed: ['use'] });
    renderEditor();
    expect(
      await screen.findByText('You may not change this template'),
    ).toBeVisible();
  });
});
