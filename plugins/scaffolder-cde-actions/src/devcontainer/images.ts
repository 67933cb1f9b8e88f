import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { IMAGE_TEMPLATE_PATTERN } from './inputs';
import { STACKS, type StackId } from './stacks';

/**
 * The platform's own images by stack, from `cde.scaffolder.images`.
 * @throws InputError for a stack that is not known, and for what is no image
 */
export function readImages(config: Config): Partial<Record<StackId, string>> {
  const images = config.getOptionalConfig('cde.scaffolder.images');
  const entries = (images?.keys() ?? []).map((stack): [StackId, string] => {
    const known = STACKS.find(candidate => candidate === stack);
    if (!known) {
      throw new InputError(
        `cde.scaffolder.images: there is no stack '${stack}'; there are ${STACKS.join(
          ', ',
        )}`,
      );
    }
    const image = images!.getString(stack);
    if (!IMAGE_TEMPLATE_PATTERN.test(image)) {
      throw new InputError(
        `cde.scaffolder.images.${stack}: '${image}' is not the reference of an image`,
      );
    }
    return [known, image];
  });
  return Object.fromEntries(entries);
}
