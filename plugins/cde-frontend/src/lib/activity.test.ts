import { aWorkspace } from '../__testUtils__';
import { activities } from './activity';

const BEN = 'user:default/ben';
const MORNING = '2026-11-02T08:00:00.000Z';
const NOON = '2026-11-02T12:00:00.000Z';
const EVENING = '2026-11-02T18:00:00.000Z';

const url = 'https://git.example/acme/payments-api';

it('names each person once a branch, since the earliest, who came last first', () => {
  expect(
    activities([
      aWorkspace({ owner: BEN, phaseSince: NOON }),
      aWorkspace({ owner: BEN, phaseSince: MORNING }),
      aWorkspace({
        owner: BEN,
        phaseSince: EVENING,
        repository: { url, ref: { type: 'default' } },
      }),
      aWorkspace({ phaseSince: NOON, repository: undefined }),
    ]),
  ).toEqual([
    { owner: BEN, branch: undefined, since: EVENING },
    { owner: 'user:default/ana', branch: undefined, since: NOON },
    { owner: BEN, branch: 'main', since: MORNING },
  ]);
});
