import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useActivity } from '../../hooks/useActivity';
import { cdeTranslationRef } from '../../translation';
import { Workers } from './Workers';
import styles from './Activity.module.css';

/** Which others are working on a component now, in a line; nothing where nobody is. */
export const ActivityLine = ({ component }: { component: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value } = useActivity(component);
  const others = value?.filter(({ relation }) => relation !== 'owner') ?? [];
  if (others.length === 0) return null;
  return (
    <div className={styles.line}>
      <span>{t('activity.line')}</span>
      <Workers workspaces={others} />
    </div>
  );
};
