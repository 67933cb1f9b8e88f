/** Texts of the pages of workspace templates. */
export const templateMessages = {
  title: 'Templates',
} as const;
