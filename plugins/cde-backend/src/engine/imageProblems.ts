import { MINUTE, type Problem, SECOND } from './problem';
import { cause, lastPart } from './words';

/** Answers of registries that will not change by asking again. */
const FINAL =
  /not found|manifest unknown|does not exist|denied|unauthorized|forbidden|no match for platform|invalid reference/i;
const MISSING = /not found|manifest unknown|does not exist/i;
const REFUSED = /denied|unauthorized|forbidden/i;

/** `waiting` reasons of a container that are about its image (kubelet's own names). */
export function imageProblem(
  image: string,
  reason: string,
  message: string,
): Problem | undefined {
  switch (reason) {
    case 'InvalidImageName':
      return {
        cause: cause(
          reason,
          `The image name '${image}' is not valid`,
          'Correct the image in the devcontainer.json, then create the workspace again',
        ),
        graceMs: 0,
      };
    case 'ErrImageNeverPull':
      return {
        cause: cause(
          reason,
          `The image '${image}' is not on the node and may not be pulled`,
          'Ask the platform team to provide the image',
        ),
        graceMs: 0,
      };
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'RegistryUnavailable':
      return pullProblem(image, message);
    default:
      return undefined;
  }
}

/** The kubelet alternates between ErrImagePull and ImagePullBackOff: for us they are one. */
function pullProblem(image: string, message: string): Problem {
  const [why, cure] = explainPull(message);
  return {
    cause: cause(
      'ImagePullBackOff',
      `The image '${image}' cannot be pulled: ${why}`,
      cure,
    ),
    graceMs: FINAL.test(message) ? 20 * SECOND : 2 * MINUTE,
  };
}

/** Why, and what to do. */
function explainPull(message: string): [why: string, cure: string] {
  if (MISSING.test(message)) {
    return [
      'the registry has no such image',
      'Check name and tag of the image in the devcontainer.json, then start the workspace again',
    ];
  }
  if (REFUSED.test(message)) {
    return [
      'the registry refuses access',
      'Ask the platform team for access to the image, then start the workspace again',
    ];
  }
  return [
    lastPart(message.replace(/^.*desc = /s, '')) || 'no reason was given',
    'It is tried again by itself; if it lasts, check that the cluster reaches the registry',
  ];
}
