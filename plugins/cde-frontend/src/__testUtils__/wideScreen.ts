/**
 * Makes jsdom, which has no layout, answer media queries as a wide screen
 * does. Import it before anything that asks when it is loaded.
 */
const WIDTH_PX = 1440;

window.matchMedia = query => {
  const least = /min-width:\s*(\d+)/.exec(query)?.[1];
  return Object.assign(new EventTarget(), {
    matches: least !== undefined && WIDTH_PX >= Number(least),
    media: query,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
  }) as MediaQueryList;
};

export {};
