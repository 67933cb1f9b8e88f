import { spawnSync } from 'node:child_process';
import { Failure } from './lib/steps.ts';

const [command = 'start', ...rest] = process.argv.slice(2);

const commands: Record<string, (args: string[]) => Promise<number>> = {
  start: async args => (await import('./start.ts')).start(args),
  stop: async args => (await import('./stop.ts')).stop(args),
  clean: async args => (await import('./stop.ts')).clean(args),
  test: async args => (await import('./test.ts')).test(args),
  images: async () => (await import('./images.ts')).images(),
  bench: async args => (await import('./bench.ts')).bench(args),
  yarn: async args =>
    spawnSync(process.execPath, [process.env.CDE_YARN!, ...args], { stdio: 'inherit' }).status ?? 1,
};

const chosen = commands[command];
if (!chosen) {
  console.error(`✗ There is no command "${command}".\n  Commands: ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}
chosen(rest).then(
  code => process.exit(code),
  error => {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n✗ ${error.message}\n  ${error.cure}`);
    process.exit(1);
  },
);
