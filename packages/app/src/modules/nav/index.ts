import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { sidebar } from './Sidebar';

/** The portal's side bar. */
export const navModule = createFrontendModule({
  pluginId: 'app',
  extensions: [sidebar],
});
