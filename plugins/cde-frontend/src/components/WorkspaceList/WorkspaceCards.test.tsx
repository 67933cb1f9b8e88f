import { screen, within } from '@testing-library/react';
import { FakeCdeApi, aWorkspace } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { WorkspacesPage } from './WorkspacesPage';

// jsdom answers no media queries, which counts as the narrowest screen.
it('on a narrow screen every workspace is a card with all of its actions', async () => {
  const api = new FakeCdeApi();
  api.workspaces = [aWorkspace()];
  renderPage(<WorkspacesPage />, api);
  const card = (
    await screen.findByRole('link', { name: 'payments-api-main' })
  ).closest('li')!;
  expect(card).toHaveTextContent(/Running.*payments-api · main · small/);
  expect(
    within(card).getByRole('button', { name: 'Open: payments-api-main' }),
  ).toBeVisible();
  expect(
    within(card).getByRole('button', {
      name: 'More actions for payments-api-main',
    }),
  ).toBeVisible();
  expect(screen.queryByRole('grid')).not.toBeInTheDocument();
});
