import type { GitHostType, Vendor } from '../types';
import { azure } from './azure';
import { bitbucketCloud } from './bitbucketCloud';
import { bitbucketServer } from './bitbucketServer';
import { gerrit } from './gerrit';
import { gitea } from './gitea';
import { github } from './github';
import { gitlab } from './gitlab';
import { harness, plain } from './plain';

export const VENDORS: Record<GitHostType, Vendor> = {
  azure,
  bitbucketCloud,
  bitbucketServer,
  gerrit,
  gitea,
  github,
  gitlab,
  harness,
  plain,
};
