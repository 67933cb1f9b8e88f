import { EntityProvider } from '@backstage/plugin-catalog-react';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { browser } from '../../lib/browser';
import { SharePart } from './SharePart';

const REPOSITORY = 'https://gitlab.com/acme/payments-api.git';
const OPEN = `${window.location.origin}/cde/open`;
const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments-api', namespace: 'default' },
};

describe('SharePart', () => {
  const user = userEvent.setup({ delay: null });
  const copy = jest.spyOn(browser, 'copy');
  const render = (repositoryUrl: string | undefined = REPOSITORY) =>
    renderPage(
      <EntityProvider entity={entity}>
        <SharePart repositoryUrl={repositoryUrl} />
      </EntityProvider>,
      new FakeCdeApi(),
    );
  const unfold = async () => {
    const details = (
      await screen.findByText('Badges, links and bookmarklet')
    ).closest('details')!;
    details.open = true;
    fireEvent(details, new Event('toggle'));
  };

  beforeEach(() => {
    copy.mockReset().mockResolvedValue();
  });

  it('is folded until somebody wants it', async () => {
    render();
    expect(
      await screen.findByText('Badges, links and bookmarklet'),
    ).toBeVisible();
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
  });

  it('copies a badge for a README, and says so', async () => {
    render();
    await unfold();
    const badge = await screen.findByRole('img', {
      name: 'Open in a dev environment',
    });
    expect(badge).toHaveAttribute(
      'src',
      expect.stringMatching(/^http.*\/api\/cde\/badge\.svg$/),
    );
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await screen.findByText('Copied')).toBeVisible();
    expect(copy).toHaveBeenCalledWith(
      `[![Open in a dev environment](${badge.getAttribute(
        'src',
      )})](${OPEN}?url=${encodeURIComponent(REPOSITORY)})`,
    );
  });

  it('says where the browser does not allow copying', async () => {
    copy.mockRejectedValue(new Error('denied'));
    render();
    await unfold();
    await user.click(await screen.findByRole('button', { name: 'Copy' }));
    expect(await screen.findByText(/does not allow copying/)).toBeVisible();
  });

  it('has a text for the templates of each host', async () => {
    render();
    await unfold();
    await user.click(await screen.findByRole('button', { name: /README/ }));
    await user.click(
      await screen.findByRole('option', {
        name: 'merge request templates of GitLab',
      }),
    );
    expect(await screen.findByText(/%\{source_branch\}/)).toBeInTheDocument();
    expect(screen.getByText(/GitLab puts the branch in/)).toBeInTheDocument();
  });

  it('has a bookmarklet to drag and to copy, which does nothing here', async () => {
    render();
    await unfold();
    const link = await screen.findByText('Open dev environment');
    const code = `javascript:void(location.href='${OPEN}?url='+encodeURIComponent(location.href))`;
    await waitFor(() =>
      expect(link.closest('a')).toHaveAttribute('href', code),
    );
    await user.click(link);
    expect(screen.getByText(/It works on pages of git hosts/)).toBeVisible();
    await user.click(
      screen.getByRole('button', { name: 'Copy the bookmarklet' }),
    );
    expect(copy).toHaveBeenCalledWith(code);
  });

  it('says what is missing without a repository', async () => {
    renderPage(
      <EntityProvider entity={entity}>
        <SharePart repositoryUrl={undefined} />
      </EntityProvider>,
      new FakeCdeApi(),
    );
    await unfold();
    expect(
      await screen.findByText(/does not say where its repository is/),
    ).toBeVisible();
    expect(screen.getByText('Bookmarklet')).toBeVisible();
  });
});
