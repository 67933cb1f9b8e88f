import http from 'node:http';

/** What a page gets; enough of a browser to enter a workspace. */
export interface Page {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/** Fetches from a host of the gateway, which need not be known to the resolver, and follows redirects with cookies. */
export async function visit(
  url: string,
  cookies = new Map<string, string>(),
): Promise<Page> {
  for (let hops = 0, next = url; hops < 10; hops++) {
    const page = await fetchPage(next, cookies);
    const { location } = page.headers;
    if (page.status < 300 || page.status >= 400 || !location) {
      return page;
    }
    next = new URL(location, next).href;
  }
  throw new Error(`${url} redirects without end`);
}

function fetchPage(url: string, cookies: Map<string, string>): Promise<Page> {
  const { host, port, pathname, search } = new URL(url);
  const cookie = [...cookies]
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
  return new Promise((resolve, reject) => {
    const request = http.get(
      {
        host: '127.0.0.1',
        port,
        path: pathname + search,
        headers: { host, cookie, accept: 'text/html' },
      },
      async response => {
        for (const line of response.headers['set-cookie'] ?? []) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          cookies.set(name, value);
        }
        let text = '';
        for await (const chunk of response) {
          text += chunk;
        }
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, text });
      },
    );
    request.on('error', reject);
  });
}
