import { render, screen } from '@testing-library/react';
import app from './App';

const config = {
  app: { title: 'Acme', baseUrl: 'http://localhost:3000', packages: 'all' },
  backend: { baseUrl: 'http://localhost:3000' },
  auth: { environment: 'development' },
};

// The whole app is loaded, which takes its time on a busy machine.
jest.setTimeout(60_000);

describe('the portal', () => {
  const { env } = process;

  beforeEach(() => {
    // The app takes its configuration from here, as an object, only in tests.
    process.env = JSON.parse(
      JSON.stringify({
        NODE_ENV: 'test',
        APP_CONFIG: [{ data: config, context: 'test' }],
      }),
    );
  });

  afterEach(() => {
    process.env = env;
  });

  it('asks to sign in with an Acme account, and offers no guest', async () => {
    render(app.createRoot());

    expect(
      await screen.findByText(
        'Sign in with your Acme account',
        {},
        { timeout: 30_000 },
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: /sign in/i }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/guest/i)).not.toBeInTheDocument();
  });
});
