const { Worker } = require('node:worker_threads');

/**
 * Ends this process within two seconds after process `pid` is gone, even when
 * the main thread is busy: an extension in an endless loop must not outlive
 * its server.
 */
exports.start = pid => {
  const watch = `
    const { workerData } = require('node:worker_threads');
    setInterval(() => {
      try {
        process.kill(workerData, 0);
      } catch {
        process.kill(process.pid, 'SIGKILL');
      }
    }, 2000);
  `;
  new Worker(watch, {
    eval: true,
    workerData: pid,
    resourceLimits: { maxOldGenerationSizeMb: 8 },
  }).unref();
};
