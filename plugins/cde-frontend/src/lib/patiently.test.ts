import { patiently } from './patiently';

describe('patiently', () => {
  it('loads again what failed', async () => {
    const load = jest
      .fn()
      .mockRejectedValueOnce(new Error('ChunkLoadError'))
      .mockResolvedValue('page');
    await expect(patiently(load)()).resolves.toBe('page');
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('gives up with what was wrong', async () => {
    const load = jest.fn().mockRejectedValue(new Error('ChunkLoadError'));
    await expect(patiently(load)()).rejects.toThrow('ChunkLoadError');
    expect(load).toHaveBeenCalledTimes(4);
  });
});
