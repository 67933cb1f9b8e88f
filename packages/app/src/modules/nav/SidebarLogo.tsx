import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles({
  root: {
    height: 3 * sidebarConfig.logoHeight,
    display: 'flex',
    alignItems: 'center',
    marginLeft: 22,
  },
  link: { display: 'flex', alignItems: 'center', gap: 14, color: '#fff' },
  name: { fontSize: 20, fontWeight: 600, letterSpacing: 0.3 },
});

const Mark = () => (
  <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
    <path
      d="M7 11l6 5-6 5M16 22h9"
      fill="none"
      stroke="#5fd0c5"
      strokeWidth="3.2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);

/** The organisation's mark, and its name where there is room. */
export const SidebarLogo = () => {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={classes.root}>
      <Link to="/" underline="none" className={classes.link} aria-label="Home">
        <Mark />
        {isOpen && <span className={classes.name}>Acme</span>}
      </Link>
    </div>
  );
};
