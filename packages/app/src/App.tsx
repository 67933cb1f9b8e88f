import { createApp } from '@backstage/frontend-defaults';
import { homeModule } from './modules/home';
import { navModule } from './modules/nav';
import { signInModule } from './modules/signIn';

/** The example portal; plugins are found among the package's dependencies (`app.packages`). */
export default createApp({
  features: [signInModule, navModule, homeModule],
});
