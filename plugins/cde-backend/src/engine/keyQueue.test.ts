import { KeyQueue } from './keyQueue';

describe('KeyQueue', () => {
  it('works on a key once however often it is added, and again when it was added meanwhile', async () => {
    const done: string[] = [];
    const gates: Array<() => void> = [];
    const queue = new KeyQueue(async key => {
      await new Promise<void>(resolve => gates.push(resolve));
      done.push(key);
    }, 4);
    for (const key of ['a', 'a', 'b', 'a']) queue.add(key);
    expect(gates).toHaveLength(2);
    queue.add('a');
    queue.add('a');
    expect(gates).toHaveLength(2);
    gates.shift()!();
    await new Promise(setImmediate);
    expect(gates).toHaveLength(2);
    gates.splice(0).forEach(open => open());
    await queue.idle();
    expect(done.sort()).toEqual(['a', 'a', 'b']);
  });

  it('keeps within its bounds, never works on a key twice at a time, and forgets none', async () => {
    let running = 0;
    let most = 0;
    const now = new Set<string>();
    const seen = new Map<string, number>();
    const queue = new KeyQueue(async key => {
      expect(now.has(key)).toBe(false);
      now.add(key);
      most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      seen.set(key, (seen.get(key) ?? 0) + 1);
      running -= 1;
      now.delete(key);
    }, 3);
    for (let i = 0; i < 200; i += 1) queue.add(`k${i % 20}`);
    await queue.idle();
    expect(most).toBe(3);
    expect(seen.size).toBe(20);
  });

  it('takes nothing on once it is closed, and waits for what runs', async () => {
    const done: string[] = [];
    const queue = new KeyQueue(async key => {
      await new Promise(setImmediate);
      done.push(key);
    }, 1);
    queue.add('a');
    queue.add('b');
    await queue.close();
    queue.add('c');
    await queue.idle();
    expect(done).toEqual(['a']);
  });
});
