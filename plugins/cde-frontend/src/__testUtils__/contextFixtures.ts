import type {
  ChangeRequest,
  RepositoryContext,
} from '@backstage-cde/plugin-cde-common';
import { SOME_TIME } from './fixtures';

/** An open pull request. */
export function aChange(changes: Partial<ChangeRequest> = {}): ChangeRequest {
  return {
    id: '42',
    title: 'Give up on slow banks',
    url: 'https://github.com/acme/payments-api/pull/42',
    author: 'ana',
    sourceBranch: 'fix/timeouts',
    targetBranch: 'main',
    commit: '9b1d0aa94d0c2f7c35f1b6f7f5f4a1d2c3b4a596',
    fork: false,
    draft: false,
    updatedAt: SOME_TIME,
    ...changes,
  };
}

/** A branch of a component's repository, without workspaces. */
export function aContext(
  changes: Partial<RepositoryContext> = {},
): RepositoryContext {
  const component = 'component:default/payments-api';
  const ref = { type: 'branch', name: 'fix/timeouts' } as const;
  return {
    url: 'https://github.com/acme/payments-api/tree/fix/timeouts',
    subject: 'branch',
    repository: {
      url: 'https://github.com/acme/payments-api.git',
      name: 'payments-api',
    },
    ref,
    refName: ref.name,
    components: [{ ref: component, title: 'Payments API' }],
    workspaces: [],
    request: { component, ref },
    ...changes,
  };
}
