import { useState } from 'react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { TemplateParameters } from '@backstage-cde/plugin-cde-common';
import { FakeCdeApi } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import type { ParameterValues } from '../../lib/parameters';
import { ParameterForm } from '.';

const SCHEMA: TemplateParameters = {
  properties: {
    name: {
      type: 'string',
      title: 'Database name',
      pattern: '^[a-z]+$',
      maxLength: 8,
      'ui:help': 'Letters only.',
    },
    size: { type: 'integer', title: 'Size', minimum: 1, default: 5 },
    engine: {
      type: 'string',
      title: 'Engine',
      enum: ['postgres', 'mysql'],
      default: 'postgres',
      mutable: true,
    },
    seed: { type: 'boolean', title: 'Seed', ephemeral: true },
    level: {
      type: 'integer',
      title: 'Level',
      enum: [1, 2],
      'ui:widget': 'radio',
    },
    strange: { type: 'string', title: 'Strange', 'ui:widget': 'EntityPicker' },
  },
  required: ['name'],
};

describe('ParameterForm', () => {
  const user = userEvent.setup({ delay: null });
  const changed = jest.fn();

  const Harness = ({ disabledKeys }: { disabledKeys?: string[] }) => {
    const [values, setValues] = useState<ParameterValues>({});
    return (
      <ParameterForm
        schema={SCHEMA}
        values={values}
        disabledKeys={disabledKeys}
        onChange={(next, valid) => {
          changed(next, valid);
          setValues(next);
        }}
      />
    );
  };

  beforeEach(() => changed.mockReset());
  const last = () => changed.mock.calls.at(-1);

  it('fills in defaults and tells that something is needed, without scolding', async () => {
    renderPage(<Harness />, new FakeCdeApi());
    expect(await screen.findByRole('textbox', { name: /Size/ })).toHaveValue(
      '5',
    );
    expect(last()).toEqual([{ size: 5, engine: 'postgres' }, false]);
    expect(screen.queryByText('This is needed.')).not.toBeInTheDocument();
  });

  it('gives leaves of the right type, and whether they are valid', async () => {
    renderPage(<Harness />, new FakeCdeApi());
    await user.type(
      await screen.findByRole('textbox', { name: /Database name/ }),
      'shop',
    );
    await user.clear(screen.getByRole('textbox', { name: /Size/ }));
    await user.type(screen.getByRole('textbox', { name: /Size/ }), '12');
    await user.click(screen.getByRole('checkbox', { name: /Seed/ }));
    await user.click(screen.getByRole('radio', { name: '2' }));
    await user.click(screen.getByRole('button', { name: /Engine/ }));
    await user.click(await screen.findByRole('option', { name: 'mysql' }));
    await user.type(
      screen.getByRole('textbox', { name: /Strange/ }),
      '{{{{ }}',
    );
    await waitFor(() =>
      expect(last()).toEqual([
        {
          name: 'shop',
          size: 12,
          seed: true,
          level: 2,
          engine: 'mysql',
          strange: '{{ }}',
        },
        true,
      ]),
    );
  });

  it('says what is wrong as one types, in words', async () => {
    renderPage(<Harness />, new FakeCdeApi());
    await user.type(
      await screen.findByRole('textbox', { name: /Database name/ }),
      'Shop',
    );
    expect(await screen.findByText('Must match ^[a-z]+$.')).toBeVisible();
    await user.clear(screen.getByRole('textbox', { name: /Size/ }));
    await user.type(screen.getByRole('textbox', { name: /Size/ }), '0');
    expect(await screen.findByText('Must be at least 1.')).toBeVisible();
    await user.clear(screen.getByRole('textbox', { name: /Size/ }));
    await user.type(screen.getByRole('textbox', { name: /Size/ }), 'many');
    expect(
      await screen.findByText('Must be of the type integer.'),
    ).toBeVisible();
    expect(last()[1]).toBe(false);
  });

  it('says what lasts, and keeps disabled ones from being changed', async () => {
    renderPage(<Harness disabledKeys={['name']} />, new FakeCdeApi());
    expect(
      await screen.findByRole('textbox', { name: /Database name/ }),
    ).toBeDisabled();
    expect(screen.getByText('Letters only.')).toBeVisible();
    expect(
      screen.getByText('For this start only; it is not kept.'),
    ).toBeVisible();
    expect(screen.getAllByText('Cannot be changed later.')).toHaveLength(3);
  });
});
