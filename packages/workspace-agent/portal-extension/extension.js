const vscode = require('vscode');

/** Shows the way back to the portal; the workspace agent says where that is. */
exports.activate = context => {
  const { CDE_PORTAL_URL: url, CDE_PORTAL_TITLE: title } = process.env;
  if (!url) {
    return;
  }
  const open = () => vscode.env.openExternal(vscode.Uri.parse(url, true));
  const item = vscode.window.createStatusBarItem(
    'portal',
    vscode.StatusBarAlignment.Left,
    10_000,
  );
  item.name = 'Developer Portal';
  item.text = `$(arrow-left) ${title || 'Portal'}`;
  item.tooltip = `Back to ${title || 'the portal'} (${url})`;
  item.accessibilityInformation = {
    label: `Back to ${title || 'the portal'}`,
    role: 'link',
  };
  item.command = 'cde.openPortal';
  item.show();
  context.subscriptions.push(
    item,
    vscode.commands.registerCommand('cde.openPortal', open),
  );
};
