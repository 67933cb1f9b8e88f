import { useEffect, useState } from 'react';
import { discoveryApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useHref } from 'react-router-dom';
import { useLinks } from './useLinks';

/** Absolute addresses for use outside of the portal. */
export interface SharePlaces {
  openPage: string;
  /** Absent where it is not known: the texts that need no badge are still good. */
  badge?: string;
  /** Before it has been asked where the badge is. */
  pending: boolean;
}

/** Where texts for use outside of the portal lead. */
export function useSharePlaces(): SharePlaces {
  const discovery = useApi(discoveryApiRef);
  const links = useLinks();
  const openPath = useHref(links.open());
  const [found, setFound] = useState<Omit<SharePlaces, 'openPage'>>({
    pending: true,
  });

  useEffect(() => {
    let current = true;
    discovery.getBaseUrl('cde').then(
      base => {
        const { href } = new URL(`${base}/badge.svg`, window.location.origin);
        if (current) setFound({ badge: href, pending: false });
      },
      () => current && setFound({ pending: false }),
    );
    return () => {
      current = false;
    };
  }, [discovery]);

  return { openPage: `${window.location.origin}${openPath}`, ...found };
}
