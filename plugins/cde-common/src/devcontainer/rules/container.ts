import type { Rule } from '../context';
import { expandText } from '../context';
import { mountOf } from '../mount';

/** Reference of an image: [host[:port]/]path[:tag][@digest], see the distribution specification. */
const IMAGE =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/i;

/** The image, which runs as it is. */
export const image: Rule = (source, context) => {
  const reference =
    typeof source.value === 'string'
      ? expandText(source.value, context).trim()
      : '';
  if (reference.length > 512 || !IMAGE.test(reference)) {
    context.report.invalid(
      source,
      'the reference of an image, such as "registry.example.com/team/image:1.2"',
    );
    return;
  }
  context.draft.image = reference;
  context.report.applied(source, 'Runs unmodified.');
};

/** Features change an image, which needs a build. */
export const features: Rule = (source, { report }) => {
  if (!source.members) {
    report.invalid(source, 'an object whose names are features');
    return;
  }
  const names = [...source.members.keys()];
  if (names.length === 0) {
    report.ignored(source, 'It is empty.');
    return;
  }
  const list = names.join(', ');
  report.refused(
    source,
    `Installing features needs a build, which is not supported yet. The image runs without ${list}.`,
  );
  report.problem(
    'warning',
    `The workspace starts without these features: ${list}. Commands that need them will fail; use an image that has them.`,
    source.at,
  );
};

/** Ways to more rights, refused unless they ask for nothing. */
export function rightsRule(why: string): Rule {
  return (source, { report }) => {
    const { value } = source;
    if (value === false || (Array.isArray(value) && value.length === 0))
      report.applied(source, 'Asks for nothing.');
    else report.refused(source, why);
  };
}

/** An init process that reaps orphans: every workspace has one. */
export const init: Rule = (source, { report }) => {
  report.translated(
    source,
    'Every workspace has an init process that ends orphaned processes.',
  );
};

/** Whether the image's own command is replaced. */
export const overrideCommand: Rule = (source, { report }) => {
  if (source.value === true)
    report.applied(
      source,
      "The workspace's agent runs in place of the image's command.",
    );
  else if (source.value === false) {
    report.ignored(
      source,
      "The workspace's agent always runs in place of the image's command; start what the image would start in postStartCommand.",
    );
  } else report.invalid(source, 'true or false');
};

/** Further mounts: what lies in the home or the repository is on the volume already. */
export const mounts: Rule = (source, context) => {
  const { report, user, repositoryFolder } = context;
  if (!source.items) {
    report.invalid(source, 'an array of mounts');
    return;
  }
  for (const item of source.items) {
    const { type, target: written } = mountOf(item);
    const target = written && expandText(written, context);
    if (type === undefined && target === undefined) {
      report.invalid(
        item,
        'a mount: "source=…,target=…,type=volume" or an object',
      );
    } else if (type === 'bind') {
      report.refused(
        item,
        "There is no developer's machine whose folders could be mounted.",
      );
    } else if (type === 'tmpfs') {
      report.ignored(
        item,
        "Memory file systems are not supported; the folder is on the container's own disk.",
      );
    } else if (
      target &&
      [user.home, repositoryFolder].some(kept => isInside(target, kept))
    ) {
      report.translated(
        item,
        `${target} is on the workspace's own volume and kept between starts.`,
      );
    } else {
      report.ignored(
        item,
        `Further volumes are not supported; ${
          target ?? 'the folder'
        } is on the container's own disk and lost at a stop.`,
      );
    }
  }
};

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
