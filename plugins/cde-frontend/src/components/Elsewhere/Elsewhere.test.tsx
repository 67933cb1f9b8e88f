import { EntityProvider } from '@backstage/plugin-catalog-react';
import { useShadowRootElements } from '@backstage/plugin-techdocs-react';
import { act, screen } from '@testing-library/react';
import { FakeCdeApi } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { ComponentSearchResult } from './ComponentSearchResult';
import { DocsEditLink } from './DocsEditLink';
import { useOpenMenuItem } from './useOpenMenuItem';

jest.mock('@backstage/plugin-techdocs-react', () => ({
  useShadowRootElements: jest.fn(),
}));

describe('ways in from elsewhere', () => {
  it('leads from the menu of a component to its tab', async () => {
    const Item = () => {
      const { title, href } = useOpenMenuItem();
      return <a href={href}>{title}</a>;
    };
    renderPage(
      <EntityProvider
        entity={{
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'payments-api', namespace: 'default' },
        }}
      >
        <Item />
      </EntityProvider>,
      new FakeCdeApi(),
    );
    expect(
      await screen.findByRole('link', { name: 'Open dev environment' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/payments-api/workspaces',
    );
  });

  it('leads from a result of a search to the component and to its tab', async () => {
    const location = '/catalog/default/component/payments-api';
    renderPage(
      <ComponentSearchResult
        result={{ title: 'payments-api', text: 'Takes payments', location }}
        highlight={{
          preTag: '<b>',
          postTag: '</b>',
          fields: { text: 'Takes <b>payments</b>' },
        }}
      />,
      new FakeCdeApi(),
    );
    expect(
      await screen.findByRole('link', { name: 'payments-api' }),
    ).toHaveAttribute('href', location);
    expect(screen.getByText('payments').tagName).toBe('MARK');
    expect(
      screen.getByRole('link', {
        name: 'Open dev environment: payments-api',
      }),
    ).toHaveAttribute('href', `${location}/workspaces`);
  });

  describe('in documentation', () => {
    const page = document.createElement('article');
    const show = (href: string | undefined) => {
      page.innerHTML = href
        ? `<a href="${href}" title="Edit this page">edit</a>`
        : '';
      // The same list of elements each time, as it is for an unchanged page.
      const found = [...page.querySelectorAll('a')];
      (useShadowRootElements as jest.Mock).mockReturnValue(found);
      return renderPage(<DocsEditLink />, new FakeCdeApi());
    };
    beforeEach(() => document.body.append(page));
    afterEach(() => page.remove());

    it('leads to the page in a dev environment, beside the link to edit it', async () => {
      const edit = 'https://github.com/acme/x/edit/main/docs/index.md';
      const { unmount } = show(edit);
      expect(
        await screen.findByRole('link', { name: 'Edit in a dev environment' }),
      ).toHaveAttribute('href', `/cde/open?url=${encodeURIComponent(edit)}`);
      expect(page.children).toHaveLength(2);
      await act(async () => unmount());
      expect(page.children).toHaveLength(1);
    });

    it.each([undefined, 'mailto:docs@acme.example'])(
      'is not there where the page is edited at %s',
      async href => {
        show(href);
        await screen.findByTestId('address');
        expect(
          screen.queryByText('Edit in a dev environment'),
        ).not.toBeInTheDocument();
      },
    );
  });
});
