/** Entry point of the dev container. */
import { writeFile } from 'node:fs/promises';
import { startAgent } from './agent.ts';
import { PLACES, TERMINATION_LOG } from './places.ts';

const TUNNEL_PORT = 7700;
const HEALTH_PORT = 7701;

async function main(): Promise<void> {
  const agent = await startAgent({
    places: PLACES,
    tunnelPort: TUNNEL_PORT,
    healthPort: HEALTH_PORT,
    environment: process.env,
  });
  const stop = async () => {
    await agent.stop();
    process.exit(0);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

main().catch(async error => {
  const cause = error instanceof Error ? error.message : error;
  const message = `The workspace agent could not start: ${cause}\n`;
  process.stderr.write(message);
  await writeFile(TERMINATION_LOG, message);
  process.exit(1);
});
