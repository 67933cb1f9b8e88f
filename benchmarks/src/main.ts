import os from 'node:os';
import { benchmarkGateway } from './gateway';
import { benchmarkLifecycle } from './lifecycle';
import { benchmarkScale } from './scale';

const BENCHMARKS: Record<string, () => Promise<string>> = {
  gateway: benchmarkGateway,
  lifecycle: benchmarkLifecycle,
  scale: benchmarkScale,
};

/** Runs the benchmarks that are named, or all, and prints their tables. */
async function main(names: string[]): Promise<void> {
  const unknown = names.filter(name => !(name in BENCHMARKS));
  if (unknown.length > 0) {
    throw new Error(`There is no benchmark '${unknown[0]}'; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  }
  const [cpu] = os.cpus();
  console.log(`${os.cpus().length} × ${cpu?.model ?? 'unknown CPU'}, Node ${process.versions.node}, load ${os.loadavg()[0].toFixed(1)}\n`);
  for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) {
    console.log(`${await BENCHMARKS[name]()}\n`);
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
