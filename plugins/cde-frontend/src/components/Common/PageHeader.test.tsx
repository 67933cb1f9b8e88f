import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { PageHeader } from './PageHeader';

const TABS = ['overview', 'logs', 'events'].map(id => ({
  id,
  label: id,
  href: `/workspaces/1/${id}`,
}));

describe('PageHeader', () => {
  const scrolledTo: unknown[] = [];

  beforeEach(() => {
    scrolledTo.length = 0;
    // jsdom has no layout.
    Element.prototype.scrollIntoView = function scrollIntoView() {
      scrolledTo.push(this.textContent);
    };
  });

  afterEach(() => {
    delete (Element.prototype as Partial<Element>).scrollIntoView;
  });

  it('brings the active one of many tabs into view', async () => {
    renderInTestApp(
      <PageHeader title="payments-api" tabs={TABS} activeTabId="events" />,
    );
    expect(
      await screen.findByRole('heading', { name: 'payments-api' }),
    ).toBeVisible();
    expect(scrolledTo).toEqual(['events']);
  });

  it('is a header without tabs, too', async () => {
    renderInTestApp(<PageHeader title="Templates" />);
    expect(
      await screen.findByRole('heading', { name: 'Templates' }),
    ).toBeVisible();
    expect(scrolledTo).toEqual([]);
  });
});
