import { readdir } from 'node:fs/promises';
import type http from 'node:http';
import path from 'node:path';
import { html, page, type Html } from '../html.ts';
import { git } from './git.ts';

/** What to show: all repositories, or one of them at a ref and a path. */
export interface PageRequest {
  root: string;
  repository?: string;
  query: URLSearchParams;
}

/** Answers with a plain page, so that links to source code lead somewhere. */
export function showPage(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  options: PageRequest,
) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const content = options.repository
    ? repositoryPage(options, options.repository)
    : listPage(options.root);
  content.then(
    body =>
      page(
        response,
        body ? 200 : 404,
        body ?? { title: 'Not found', body: html`<h1>Not found</h1>` },
      ),
    error => {
      console.error(`git host: ${error.message}`);
      page(response, 500, {
        title: 'Error',
        body: html`<h1>The git host failed</h1>
          <p>Its log says why.</p>`,
      });
    },
  );
}

type Content = { title: string; body: Html } | undefined;

async function listPage(root: string): Promise<Content> {
  const items: Html[] = [];
  for (const owner of (await readdir(root)).sort()) {
    for (const entry of (await readdir(path.join(root, owner))).sort()) {
      if (!entry.endsWith('.git')) continue;
      const name = `${owner}/${entry.replace(/\.git$/, '')}`;
      items.push(html`<li><a href="/${name}">${name}</a></li>`);
    }
  }
  return {
    title: 'Repositories',
    body: html`<h1>Repositories</h1>
      <ul>
        ${items}
      </ul>`,
  };
}

/** A folder's list, or a file's text; `undefined` where the ref or the path does not exist. */
async function repositoryPage(
  { root, query }: PageRequest,
  repository: string,
): Promise<Content> {
  const folder = path.join(root, repository);
  const branches = (
    await git(folder, 'for-each-ref', '--format=%(refname:short)', 'refs/heads')
  )
    .split('\n')
    .filter(Boolean);
  const ref =
    query.get('ref') ??
    (await git(folder, 'symbolic-ref', '--short', 'HEAD')).trim();
  const file = (query.get('path') ?? '').replace(/^\/+|\/+$/g, '');
  if (!branches.includes(ref) || file.split('/').includes('..'))
    return undefined;

  const name = repository.replace(/\.git$/, '');
  const entries = await listTree(folder, ref, file && `${file}/`);
  const head = heading(name, ref, branches, file);
  if (entries.length > 0)
    return { title: name, body: html`${head}${list(name, ref, entries)}` };

  const [blob] = await listTree(folder, ref, file);
  if (blob?.type !== 'blob') return undefined;
  const text = await git(folder, 'cat-file', 'blob', blob.object);
  return {
    title: `${name}/${file}`,
    body: html`${head}
      <pre>${text.includes('\0') ? 'A binary file.' : text}</pre>`,
  };
}

interface Entry {
  type: string;
  object: string;
  path: string;
}

async function listTree(
  folder: string,
  ref: string,
  file: string,
): Promise<Entry[]> {
  const lines = await git(
    folder,
    'ls-tree',
    '-z',
    ref,
    ...(file ? ['--', file] : []),
  );
  return lines.split('\0').filter(Boolean).map(parseEntry);
}

function parseEntry(line: string): Entry {
  const [meta, entryPath] = line.split('\t');
  const [, type, object] = meta.split(' ');
  return { type, object, path: entryPath };
}

function heading(
  name: string,
  ref: string,
  branches: string[],
  file: string,
): Html {
  const links = branches.map(
    branch => html`<a href="${linkTo(name, branch, '')}">${branch}</a> `,
  );
  return html`<p><a href="/">All repositories</a></p>
    <h1>${name}</h1>
    <p>Branches: ${links}</p>
    <h2>${ref}: /${file}</h2>`;
}

function list(name: string, ref: string, entries: Entry[]): Html {
  const items = entries.map(
    entry =>
      html`<li>
        <a href="${linkTo(name, ref, entry.path)}"
          >${entry.path}${entry.type === 'tree' ? '/' : ''}</a
        >
      </li>`,
  );
  return html`<ul>
    ${items}
  </ul>`;
}

function linkTo(name: string, ref: string, file: string): string {
  return `/${name}?${new URLSearchParams({ ref, path: file })}`;
}
