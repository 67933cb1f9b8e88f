const vscode = require('vscode');
const { followNotices, keepRunning } = require('./notices.js');

const KEEP = 'Keep Running';

/** Shows the way back to the portal, and what the portal has to say; the workspace agent knows both. */
exports.activate = context => {
  showPortal(context);
  const { CDE_NOTICES: socket } = process.env;
  if (socket) {
    const end = followNotices(socket, notice => show(socket, notice));
    context.subscriptions.push({ dispose: end });
  }
};

async function show(socket, { id, message, keep }) {
  const choice = await vscode.window.showWarningMessage(
    message,
    ...(keep ? [KEEP] : []),
  );
  if (choice === KEEP && !(await keepRunning(socket, id))) {
    vscode.window.showErrorMessage(
      "The workspace's agent did not answer. Use the workspace's page in the portal instead.",
    );
  }
}

function showPortal(context) {
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
}
