const http = require('node:http');

const PAUSE_MS = 5_000;

/**
 * Follows the workspace agent's notices on its socket, and connects again as often as needed.
 * @returns a function that ends it
 */
exports.followNotices = (socketPath, onNotice) => {
  let over = false;
  let request;
  let timer;
  const again = () => {
    if (!over) {
      clearTimeout(timer);
      timer = setTimeout(connect, PAUSE_MS);
    }
  };
  function connect() {
    request = http.get({ socketPath, path: '/notices' }, response => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', text => {
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        lines.filter(Boolean).forEach(line => onNotice(JSON.parse(line)));
      });
      response.on('close', again);
    });
    request.on('error', again);
  }
  connect();
  return () => {
    over = true;
    clearTimeout(timer);
    request.destroy();
  };
};

/** Tells the agent that the workspace shall run on; resolves to whether it was heard. */
exports.keepRunning = (socketPath, id) =>
  new Promise(resolve => {
    const path = `/keep?id=${encodeURIComponent(id)}`;
    const request = http.request({ socketPath, path, method: 'POST' });
    request.on('response', response => {
      response.resume();
      resolve(response.statusCode === 204);
    });
    request.on('error', () => resolve(false));
    request.end();
  });
