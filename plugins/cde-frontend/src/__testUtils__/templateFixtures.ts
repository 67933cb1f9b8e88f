import type {
  TemplateDetails,
  TemplateRevision,
} from '@backstage-cde/plugin-cde-common';
import { parse } from 'yaml';
import { SOME_TIME } from './fixtures';

/** A template with two parameters. */
export const TEMPLATE_YAML = `apiVersion: cde.backstage.io/v1alpha1
kind: WorkspaceTemplate
metadata:
  name: payments
  title: Payments services
  description: Node.js with the payments tools
  tags: [node, payments]
spec:
  owner: group:default/platform
  appliesTo:
    kind: component
    spec.type: service
  devcontainer:
    image: cde.local/devcontainers/node:24
  resourceClasses: [small, medium]
  parameters:
    required: [region]
    properties:
      region:
        type: string
        title: Region
        enum: [eu, us]
        default: eu
      debug:
        type: boolean
        title: Debug output
        mutable: true
        default: false
  environment:
    PAYMENTS_REGION:
      $parameter: region
    DEBUG:
      $parameter: debug
  policies:
    idle:
      timeout: 30m
      max: 4h
`;

/** A published template, changed as a test needs it. */
export function aTemplate(
  changes: Partial<TemplateDetails> = {},
): TemplateDetails {
  return {
    id: 'payments',
    title: 'Payments services',
    description: 'Node.js with the payments tools',
    tags: ['node', 'payments'],
    owner: 'group:default/platform',
    source: 'portal',
    state: 'active',
    privileged: false,
    revision: 2,
    publishedAt: SOME_TIME,
    hasDraft: false,
    workspaces: 3,
    allowed: ['update', 'publish', 'delete', 'use'],
    yaml: TEMPLATE_YAML,
    spec: parse(TEMPLATE_YAML).spec,
    entityRef: 'workspacetemplate:default/payments',
    usage: [
      { revision: 2, running: 1, stopped: 1 },
      { revision: 1, running: 0, stopped: 1 },
    ],
    ...changes,
  };
}

/** Its revisions, newest first. */
export function someRevisions(): TemplateRevision[] {
  return [
    {
      revision: 2,
      note: 'Debug output as a parameter',
      author: 'user:default/ana',
      publishedAt: SOME_TIME,
      workspaces: 2,
      yaml: TEMPLATE_YAML,
    },
    {
      revision: 1,
      note: 'First version',
      author: 'user:default/ben',
      publishedAt: '2026-10-20T08:00:00.000Z',
      workspaces: 1,
      yaml: TEMPLATE_YAML.replace('timeout: 30m', 'timeout: 1h'),
    },
  ];
}
