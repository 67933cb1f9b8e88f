import { startChild, type Child } from '../children';
import { ratios, spread, summarise, table } from '../figures';
import { echoTimes, enter, load, openSocket, sleep, stalledDownload, type Destination } from './load';

const ROUNDS = 7;
const ROUND_MS = 2_000;
const CONNECTIONS = 32;
const ECHOES = 1_500;
const IDLE_SOCKETS = 500;
const MIB = 1024 * 1024;

/**
 * The gateway against what Node itself offers: requests per second, the time of a
 * websocket's echo, and the memory that slow and idle clients cost.
 */
export async function benchmarkGateway(): Promise<string> {
  const upstream = await startChild('gateway/upstream.ts');
  const port = String(upstream.ready.port);
  const raw = await startChild('gateway/rawPipe.ts', [port]);
  const gateway = await startChild('gateway/gateway.ts', [port]);
  // Memory is measured in a process that has not grown by anything else.
  const fresh = await startChild('gateway/gateway.ts', [port]);
  try {
    const ours = await asDestination(gateway);
    const { headers } = ours;
    const direct: Destination = { name: 'direct', child: upstream, port: Number(port), headers };
    const pipe: Destination = { name: 'raw Node pipe', child: raw, port: Number(raw.ready.port), headers };
    return [
      '## Gateway',
      await requests([direct, pipe, ours], gateway),
      await echoes([direct, pipe, ours]),
      await memory(await asDestination(fresh), fresh, upstream),
    ].join('\n\n');
  } finally {
    [fresh, gateway, raw, upstream].forEach(child => child.stop());
  }
}

async function asDestination(gateway: Child): Promise<Destination> {
  const port = Number(gateway.ready.port);
  return { name: 'gateway', child: gateway, port, headers: await enter(port, String(gateway.ready.ticket)) };
}

interface Measured {
  perSecond: number[];
  /** Microseconds of CPU per request, of the process alone. */
  cpu: number[];
}

async function requests(destinations: Destination[], gateway: Child): Promise<string> {
  const rows: string[][] = [];
  for (const path of ['/1k', '/64k']) {
    for (const to of destinations) await load(to, path, CONNECTIONS, ROUND_MS / 2);
    const measured: Measured[] = destinations.map(() => ({ perSecond: [], cpu: [] }));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, to] of destinations.entries()) {
        const before = await to.child.ask<number>('cpu');
        const { answered, perSecond } = await load(to, path, CONNECTIONS, ROUND_MS);
        measured[index].perSecond.push(perSecond);
        measured[index].cpu.push(((await to.child.ask<number>('cpu')) - before) / answered);
      }
    }
    const [, pipe] = measured;
    for (const [index, { perSecond, cpu }] of measured.entries()) {
      rows.push([
        path.slice(1),
        destinations[index].name,
        spread(summarise(perSecond)),
        spread(summarise(ratios(perSecond, pipe.perSecond)), 2),
        spread(summarise(cpu)),
        spread(summarise(ratios(pipe.cpu, cpu)), 2),
      ]);
    }
  }
  const before = await gateway.ask<Record<string, number>>('counts');
  const { answered } = await load(destinations[2], '/1k', CONNECTIONS, ROUND_MS);
  const after = await gateway.ask<Record<string, number>>('counts');
  const lookUps = after.database + after.permission - before.database - before.permission;
  return [
    `${CONNECTIONS} connections, ${ROUNDS} interleaved rounds of ${ROUND_MS / 1000} s; median (least–most). Ratios are to the raw pipe in the same round, more is better. The CPU's ratio says what the rate's would be on a machine that does nothing else.`,
    table(['page', 'through', 'requests/s', 'ratio', 'CPU µs/request', 'ratio'], rows),
    `Look-ups in database and permissions during ${answered} requests of an open session: ${lookUps} (one for each new connection to the pod).`,
  ].join('\n\n');
}

async function echoes(destinations: Destination[]): Promise<string> {
  const sockets = await Promise.all(destinations.map(openSocket));
  const measured = destinations.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, socket] of sockets.entries()) {
      measured[index].push(summarise(await echoTimes(socket, ECHOES)).median);
    }
  }
  sockets.forEach(socket => socket.terminate());
  const pipe = measured[1];
  const rows = destinations.map(({ name }, index) => {
    const beyond = measured[index].map((value, round) => value - pipe[round]);
    return [name, spread(summarise(measured[index])), spread(summarise(beyond))];
  });
  return [
    `Time of a websocket's echo of 64 bytes in µs: medians of ${ECHOES} in each of ${ROUNDS} interleaved rounds; median (least–most).`,
    table(['through', 'echo', 'beyond the raw pipe'], rows),
  ].join('\n\n');
}

async function memory(ours: Destination, gateway: Child, upstream: Child): Promise<string> {
  const rss = () => gateway.ask<number>('memory');
  // The first uses load code and grow the heap to its working size.
  const warm = await Promise.all(Array.from({ length: 50 }, () => openSocket(ours)));
  warm.forEach(socket => socket.terminate());
  await load(ours, '/64k', CONNECTIONS, ROUND_MS);
  await sleep(1_000);
  const beforeStall = await rss();
  const stalled = stalledDownload(ours);
  let most = 0;
  for (let count = 0; count < 15; count++) {
    await sleep(200);
    most = Math.max(most, await rss());
  }
  const downloaded = await upstream.ask<number>('downloaded');
  stalled.destroy();

  await sleep(500);
  const beforeIdle = await rss();
  const idle = await Promise.all(Array.from({ length: IDLE_SOCKETS }, () => openSocket(ours)));
  await sleep(2_000);
  const perSocket = ((await rss()) - beforeIdle) / IDLE_SOCKETS;
  idle.forEach(socket => socket.terminate());
  return [
    'Memory of the gateway (resident set).',
    table(['', 'figure', 'goal'], [
      ['growth while a client does not read a download of 1 GiB', `${((most - beforeStall) / MIB).toFixed(1)} MiB`, '≤ 5 MiB'],
      ['what the pod had sent of it by then', `${(downloaded / MIB).toFixed(1)} MiB`, 'socket buffers'],
      [`an idle websocket (mean of ${IDLE_SOCKETS})`, `${(perSocket / 1024).toFixed(0)} KiB`, '≤ 40 KiB'],
    ]),
  ].join('\n\n');
}
