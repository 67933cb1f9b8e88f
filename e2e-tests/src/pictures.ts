import fs from 'fs';
import path from 'path';
import type { Page } from 'playwright-core';

/** Where pictures go; without it there are none. */
export const picturesFolder = process.env.CDE_PICTURES;

const SIZES = { narrow: { width: 390, height: 844 }, wide: { width: 1440, height: 900 } };

const HIGHEST = 3000;

/** Charts and editors measure themselves again after a change of size. */
const FRAMES = 'new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(resolve))))';

/**
 * Pictures for people to look at, light and dark, wide and narrow, and how many pixels of it a phone's screen does
 * not show. What is to be seen is opened for each, as the portal begins anew with another size or theme.
 */
export async function picturesOf(page: Page, name: string, open: () => Promise<unknown>): Promise<number> {
  const folder = picturesFolder!;
  fs.mkdirSync(folder, { recursive: true });
  let hidden = 0;
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await open();
      await page.waitForLoadState('networkidle');
      // All of it at once: editors draw only what is on the screen.
      const height = (await page.evaluate('document.documentElement.scrollHeight')) as number;
      await page.setViewportSize({ ...viewport, height: Math.min(Math.max(height, viewport.height), HIGHEST) });
      await page.evaluate(FRAMES);
      await page.screenshot({ path: path.join(folder, `${name}-${size}-${colorScheme}.png`), animations: 'disabled' });
      hidden = Math.max(hidden, (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number);
    }
  }
  return hidden;
}
