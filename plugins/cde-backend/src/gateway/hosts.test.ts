import { randomUUID } from 'node:crypto';
import { HostNames } from './hosts';

const hosts = new HostNames(Buffer.alloc(32, 1), 'http://localhost:3001');
const id = '0b1c2d3e-4f50-4617-8899-aabbccddeeff';

describe('HostNames', () => {
  it.each(['ide', 'port/1', 'port/3000', 'port/65535'] as const)('finds the workspace and %s again', target => {
    const label = hosts.label(id, target);
    expect(label).toMatch(/^[a-z2-7]{39}$/);
    expect(hosts.resolve(hosts.host(label))).toEqual({ kind: 'workspace', label, workspaceId: id, target });
  });

  it('is the same every time, and of another workspace, port and key another', () => {
    const label = hosts.label(id, 'ide');
    expect(hosts.label(id, 'ide')).toBe(label);
    const others = [
      hosts.label(id, 'port/3000'),
      hosts.label(randomUUID(), 'ide'),
      new HostNames(Buffer.alloc(32, 2), 'http://localhost:3001').label(id, 'ide'),
    ];
    expect(new Set([label, ...others]).size).toBe(4);
  });

  it('says nothing of the workspace', () => {
    expect(hosts.label(id, 'ide')).not.toContain(id.slice(0, 6));
    const first = Array.from({ length: 50 }, (_, port) => hosts.label(id, `port/${port + 1}`).slice(0, 12));
    expect(new Set(first).size).toBe(50);
  });

  it('knows its own host', () => {
    expect(hosts.resolve('localhost:3001')).toEqual({ kind: 'base' });
  });

  const label = hosts.label(id, 'ide');
  it.each([
    ['no label', '.localhost:3001'],
    ['another port', `${label}.localhost:3002`],
    ['no port', `${label}.localhost`],
    ['another host', `${label}.example.com:3001`],
    ['a suffix', `${label}.localhost:3001.evil.com`],
    ['a deeper host', `evil.${label}.localhost:3001`],
    ['a trailing dot', `${label}.localhost.:3001`],
    ['a made-up label', `${'a'.repeat(39)}.localhost:3001`],
    ['one letter changed', `${label.slice(0, -1)}${label.endsWith('a') ? 'b' : 'a'}.localhost:3001`],
    ['another spelling of the same bytes', `${label.slice(0, -1)}${String.fromCharCode(label.charCodeAt(38) + 1)}.localhost:3001`],
    ['a user', `x@${label}.localhost:3001`],
    ['nothing', ''],
    ['an address', '127.0.0.1:3001'],
  ])('does not know a host with %s', (_case, host) => {
    expect(hosts.resolve(host)).toEqual({ kind: 'unknown' });
  });

  it('ignores case', () => {
    expect(hosts.resolve(`${label.toUpperCase()}.LOCALHOST:3001`)).toMatchObject({ kind: 'workspace', label });
  });

  it('refuses an id that is no UUID', () => {
    expect(() => hosts.label('../../etc', 'ide')).toThrow('not a UUID');
  });
});
