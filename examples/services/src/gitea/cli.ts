/** `node examples/services/src/gitea/cli.ts`: builds Gitea where it has not been built on this machine. */
import { ensureGitea, GiteaProblem, TooOldGo } from './build.ts';

const CANNOT_BUILD = 3;

async function main(home: string | undefined): Promise<number> {
  if (!home) throw new Error('CDE_HOME is not set; `npm test` sets it.');
  try {
    const { program } = await ensureGitea(home, line => console.log(line));
    console.log(program);
    return 0;
  } catch (error) {
    if (!(error instanceof GiteaProblem)) throw error;
    console.error(`${error.message}\n${error.cure}`);
    return error instanceof TooOldGo ? CANNOT_BUILD : 1;
  }
}

main(process.env.CDE_HOME).then(
  code => process.exit(code),
  error => {
    console.error(error);
    process.exit(1);
  },
);
