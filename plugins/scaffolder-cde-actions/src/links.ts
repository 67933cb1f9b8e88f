/** Where people find a workspace in the portal. */
export interface WorkspaceLinks {
  /** Its page. */
  url: string;
  /** The page that waits for it and then becomes its IDE. */
  openUrl: string;
}

export function linksOf(portalUrl: string, id: string): WorkspaceLinks {
  const url = `${portalUrl}/workspaces/${encodeURIComponent(id)}`;
  return { url, openUrl: `${url}/launch` };
}
