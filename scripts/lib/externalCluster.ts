import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { toolsImage as ownToolsImage } from '../../cluster/src/images/index.ts';
import { state } from './paths.ts';
import { Failure } from './steps.ts';

/**
 * Writes the configuration that points the portal at a context of a kubeconfig
 * and returns the file's path.
 *
 * @throws Failure when there is no such file or context
 */
export async function externalCluster(context: string, kubeconfig?: string, toolsImage?: string) {
  const file = kubeconfig ?? process.env.KUBECONFIG?.split(path.delimiter)[0] ?? path.join(os.homedir(), '.kube', 'config');
  if (!fs.existsSync(file)) {
    throw new Failure(`There is no kubeconfig at ${file}.`, 'Name one: `npm start -- --context NAME --kubeconfig FILE`.');
  }
  const names = await contextNames(file);
  if (!names.includes(context)) {
    throw new Failure(`${file} has no context "${context}".`, `It has: ${names.join(', ') || 'none'}.`);
  }
  const config = {
    cde: {
      clusters: [
        {
          name: context.toLowerCase().replace(/[^a-z0-9-]+/g, '-').slice(0, 40),
          title: context,
          kubeconfig: { path: path.resolve(file), context },
          reach: 'apiserver',
          namespace: `cde-workspaces-${process.env.CDE_INSTANCE ?? 'demo'}`,
          toolsImage: toolsImage ?? (await ownToolsImage()),
        },
      ],
    },
  };
  const target = path.join(state, 'app-config.cluster.yaml');
  fs.mkdirSync(state, { recursive: true });
  fs.writeFileSync(target, JSON.stringify(config, null, 2)); // JSON is YAML
  return target;
}

/** @throws Failure when the text is no kubeconfig */
async function contextNames(file: string): Promise<string[]> {
  const { parse } = await import('yaml'); // there only once the dependencies are installed
  const config = parse(fs.readFileSync(file, 'utf8'));
  if (!Array.isArray(config?.contexts)) throw new Failure(`${file} is not a kubeconfig: it has no list of contexts.`, 'Name another with --kubeconfig FILE.');
  return config.contexts.map((entry: { name: string }) => entry.name);
}
