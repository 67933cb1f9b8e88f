import { useEffect, useState } from 'react';

/**
 * Gives the focus back, when a dialog goes, to what it was opened with: also
 * from a menu, whose items are gone by then, to the menu's button.
 */
export function useFocusReturn(): void {
  const [opener] = useState(findOpener);
  useEffect(
    () => () => {
      // The dialog lets go of the focus in the frame after it is gone.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (opener?.isConnected) opener.focus();
        }),
      );
    },
    [opener],
  );
}

/** What has the focus, or the button of the menu that it is in. */
function findOpener(): HTMLElement | null {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement)) return null;
  const menu = focused.closest('[role="menu"]');
  if (!menu) return focused;
  const label = menu.getAttribute('aria-labelledby')?.split(' ')[0];
  return label ? document.getElementById(label) : null;
}
