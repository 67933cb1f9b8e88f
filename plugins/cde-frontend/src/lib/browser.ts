/** What pages do to the browser itself, in one place so that tests can watch it. */
export const browser = {
  /**
   * Opens a tab that cannot reach back into this page. Must be called within
   * the click's own event, before anything is awaited, or pop-up blockers
   * refuse it.
   *
   * @returns `null` when the tab was blocked.
   */
  openTab(url: string): Window | null {
    const tab = window.open(url, '_blank');
    if (tab) tab.opener = null;
    return tab;
  },

  /** Leaves the portal without a way back to this page in the tab's history. */
  leaveFor(url: string): void {
    window.location.replace(url);
  },

  async copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
  },

  download(name: string, content: string | Blob): void {
    const url = URL.createObjectURL(
      typeof content === 'string'
        ? new Blob([content], { type: 'text/plain' })
        : content,
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
  },
};

/** A random key; works on plain-http portals too, where `crypto.randomUUID` does not exist. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
