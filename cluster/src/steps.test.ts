import {
  currentStep,
  learn,
  newStates,
  secondsLeft,
  stepSecondsLeft,
} from './steps.ts';

const now = 1_000_000;
const durations = {
  packages: 20,
  binary: 300,
  images: 100,
  controlPlane: 4,
  node: 6,
  load: 30,
};

describe('the time that is left', () => {
  it('is all of it at first, with what runs side by side counted once', () => {
    expect(secondsLeft(newStates(), durations, now)).toBe(20 + 310 + 30);
  });

  it('takes the longer of the two chains', () => {
    const states = newStates();
    states.packages = { begun: now - 20_000, ended: now };
    states.binary = { idle: true };
    expect(secondsLeft(states, durations, now)).toBe(100 + 30);
  });

  it.each([
    ['has not begun', {}, 300],
    ['runs', { begun: now - 100_000 }, 200],
    [
      'has told that it is further than its time says',
      { begun: now - 100_000, fraction: 0.5 },
      150,
    ],
    ['runs longer than foreseen', { begun: now - 900_000 }, 1],
    ['has nothing to do', { idle: true }, 1],
    ['has something to do after all', { idle: true, begun: now - 10_000 }, 290],
    ['has ended', { begun: now - 5000, ended: now }, 0],
  ])('of a step that %s', (_, state, expected) => {
    expect(stepSecondsLeft('binary', state, durations, now)).toBe(expected);
  });

  it('comes from figures of another machine where nothing was measured yet', () => {
    expect(stepSecondsLeft('binary', {}, {}, now)).toBeGreaterThan(60);
  });
});

describe('the step that is shown', () => {
  it('is the first that has not ended, also while later ones run', () => {
    const states = newStates();
    states.packages = { begun: 1, ended: 2 };
    states.images = { begun: 2, ended: 3 };
    expect(currentStep(states)).toBe(2);
  });

  it('is the last one in the end', () => {
    const states = newStates();
    for (const state of Object.values(states))
      Object.assign(state, { begun: 1, ended: 2 });
    expect(currentStep(states)).toBe(6);
  });
});

describe('what a run teaches', () => {
  it('is the time of steps that had work to do', () => {
    const states = newStates();
    states.packages = { begun: 0, ended: 200 };
    states.binary = { begun: 0, ended: 280_040 };
    states.images = { begun: 0 };
    expect(learn(states, { packages: 20, images: 90 })).toEqual({
      packages: 20,
      binary: 280,
      images: 90,
    });
  });
});
