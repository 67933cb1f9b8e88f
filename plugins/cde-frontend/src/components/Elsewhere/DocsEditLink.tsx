import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useShadowRootElements } from '@backstage/plugin-techdocs-react';
import { createPortal } from 'react-dom';
import { useHref } from 'react-router-dom';
import { useLinks } from '../../hooks/useLinks';
import { webUrl } from '../../lib/contexts';
import { cdeTranslationRef } from '../../translation';

const EDIT_LINKS = [
  'a[title^="Edit this page"]',
  'a.md-content__button[rel="edit"]',
];

/** Beside TechDocs' "edit this page": the same page in a dev environment. */
export const DocsEditLink = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const [edit] = useShadowRootElements<HTMLAnchorElement>(EDIT_LINKS);
  const url = webUrl(edit?.href);
  const href = useHref(links.open(url));
  const place = usePlaceBeside(url ? edit : undefined);
  return place
    ? createPortal(
        <a href={href} style={{ fontSize: '0.7rem' }}>
          {t('context.docsEdit')}
        </a>,
        place,
      )
    : null;
};

/** The page belongs to TechDocs, and React does not know it: something of one's own is put into it. */
function usePlaceBeside(
  neighbour: HTMLElement | undefined,
): HTMLElement | undefined {
  const [place, setPlace] = useState<HTMLElement>();
  useEffect(() => {
    if (!neighbour) return undefined;
    const own = neighbour.ownerDocument.createElement('span');
    // As the theme does with its own buttons.
    own.style.cssText = 'float: right; margin: 0.4rem 0 0.4rem 0.4rem;';
    neighbour.after(own);
    setPlace(own);
    return () => {
      own.remove();
      setPlace(undefined);
    };
  }, [neighbour]);
  return place;
}
