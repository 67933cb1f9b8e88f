import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { acmeAuthApi } from './acmeAuthApi';
import { signInPage } from './signInPage';

/** Signing in through the organisation's identity provider. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [acmeAuthApi, signInPage],
});
