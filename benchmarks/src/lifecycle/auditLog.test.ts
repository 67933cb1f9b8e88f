import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AuditLog, callsOf } from './auditLog';

const event = (verb: string, resource: string, more: object = {}) =>
  JSON.stringify({
    stage: 'ResponseComplete',
    verb,
    user: { username: 'portal' },
    objectRef: { resource, namespace: 'mine', name: 'x' },
    ...more,
  });

describe('callsOf', () => {
  it('counts what the portal wrote and read of a namespace', () => {
    const lines = [
      event('patch', 'pods'),
      event('patch', 'pods'),
      event('create', 'secrets'),
      event('list', 'pods'),
      event('watch', 'pods'),
      event('patch', 'pods', { stage: 'ResponseStarted' }),
      event('create', 'pods', { objectRef: { resource: 'pods', subresource: 'portforward', namespace: 'mine' } }),
      event('patch', 'pods', { user: { username: 'mine-admin' } }),
      event('patch', 'pods', { objectRef: { resource: 'pods', namespace: 'other', name: 'x' } }),
    ];
    expect(callsOf(lines, 'portal', 'mine')).toEqual({
      writes: ['patch pods', 'patch pods', 'create secrets'],
      reads: ['list pods'],
      objects: 2,
    });
  });
});

describe('AuditLog', () => {
  it('gives whole lines, once, also after the file was begun anew', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cde-audit-'));
    const file = path.join(folder, 'audit.log');
    fs.writeFileSync(file, 'before\n');
    const log = new AuditLog(file);
    fs.appendFileSync(file, 'one\ntw');
    expect(log.next()).toEqual(['one']);
    fs.appendFileSync(file, 'o\n');
    expect(log.next()).toEqual(['two']);
    fs.writeFileSync(file, 'x\n');
    expect(log.next()).toEqual(['x']);
    fs.rmSync(folder, { recursive: true });
  });
});
