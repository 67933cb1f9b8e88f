import {
  PageBlueprint,
  createFrontendModule,
  createRouteRef,
} from '@backstage/frontend-plugin-api';
import HomeIcon from '@material-ui/icons/Home';

const homeRouteRef = createRouteRef();

const homePage = PageBlueprint.make({
  name: 'home',
  params: {
    path: '/',
    routeRef: homeRouteRef,
    title: 'Home',
    icon: <HomeIcon fontSize="inherit" />,
    loader: () => import('./HomePage').then(({ HomePage }) => <HomePage />),
  },
});

/** The portal's first page. */
export const homeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [homePage],
});
