import { Sealer, SealBrokenError, type SealedFor } from './Sealer';

const KEY = 'a key of the configuration, long enough';
const FOR: SealedFor = {
  purpose: 'git-token',
  ownerRef: 'user:default/ana',
  label: 'github.com',
};

describe('Sealer', () => {
  const sealer = new Sealer(KEY);
  const sealed = sealer.seal('canary-token', FOR);

  it('opens what it sealed, which shows nothing of it and is never the same twice', () => {
    expect(sealer.open(sealed, FOR)).toBe('canary-token');
    expect(new Sealer(KEY).open(sealed, FOR)).toBe('canary-token');
    expect(
      Buffer.from(sealed.slice(3), 'base64url').toString('latin1'),
    ).not.toMatch(/canary/);
    expect(sealer.seal('canary-token', FOR)).not.toBe(sealed);
  });

  it.each<[string, () => string]>([
    ['another key', () => new Sealer(`${KEY}!`).open(sealed, FOR)],
    [
      'another owner',
      () => sealer.open(sealed, { ...FOR, ownerRef: 'user:default/ben' }),
    ],
    [
      'another host',
      () => sealer.open(sealed, { ...FOR, label: 'gitlab.com' }),
    ],
    [
      'another purpose',
      () => sealer.open(sealed, { ...FOR, purpose: 'git-secret' }),
    ],
    [
      'a changed text',
      () =>
        sealer.open(
          `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`,
          FOR,
        ),
    ],
    ['a shortened text', () => sealer.open(sealed.slice(0, 20), FOR)],
    ['another version', () => sealer.open(sealed.replace('v1', 'v2'), FOR)],
    ['nothing', () => sealer.open('', FOR)],
  ])('refuses %s, without a word of what is inside', (_, open) => {
    expect(open).toThrow(SealBrokenError);
    expect(open).toThrow(/sealingKey/);
    expect(open).not.toThrow(/canary/);
  });
});
