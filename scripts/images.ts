import { home } from './lib/paths.ts';
import { buildImages } from '../cluster/src/images/index.ts';

/** `images`: builds the images of workspaces as archives, for clusters other than the built-in one. */
export async function images() {
  const archives = await buildImages({ home, log: () => undefined, progress: title => console.log(`  … ${title}`) });
  console.log('\nImages, as archives that `kind load image-archive`, `minikube image load` and `ctr images import` take:');
  for (const { name, file } of archives) console.log(`  ${name}\n    ${file}`);
  return 0;
}
