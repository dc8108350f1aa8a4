// What a year of work costs those who work today: a desk with 200 000 past conversations and 500 open ones, against one with a
// tenth of them. Over HTTP, so that reading, writing and the way are in each number; the first answer of each kind is not.
// The longest wait is of a ping on a live console while snapshots are taken one after the other.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ConsoleClient } from '../journeys/harness/console_client.mjs';
import { root, sleep, until } from '../journeys/harness/programs.mjs';
import { corp } from '../journeys/harness/sim.mjs';
import { serveStandIn } from './serve_stand_in.mjs';
import { percentile } from './table.mjs';

const program = path.join(root, 'build/release/bin/fill_year');
const year = Number(process.env.KFDESK_BENCH_PAST ?? 200_000);
const open = 500;
const rounds = 15;

const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

async function desk(use, past) {
  const parts = await serveStandIn(use, ['wkBench1', 'wkBench2', 'wkBench3', 'wkBench4'], (backend) => {
    const begun = performance.now();
    execFileSync(program, [path.join(backend.dir, 'data'), corp.id, String(past), String(open)], { timeout: 3_600_000 });
    process.stderr.write(`    ${past} past conversations written in ${((performance.now() - begun) / 1000).toFixed(0)} s\n`);
  });
  const get = async (address) => {
    const response = await fetch(`${parts.backend.url}${address}`, { headers: { cookie: parts.cookie, 'accept-encoding': 'identity' } });
    const body = Buffer.from(await response.arrayBuffer());
    if (!response.ok) throw new Error(`GET ${address}: ${response.status}`);
    return body;
  };
  return { ...parts, get, past };
}

async function msOf(work) {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Of each route: the median of some answers. */
async function routes({ get, past }) {
  const snapshot = JSON.parse(await get('/api/snapshot'));
  const page = JSON.parse(await get('/api/ended_conversations?limit=50'));
  const deep = `${page.next.last_at - 180 * 86_400_000}.1`; // half a year below
  const old = Math.max(1, Math.floor(past / 2)); // conversations are numbered from 1
  const now = snapshot.conversations.find(({ desk_state }) => desk_state === 'queued').id;
  const name = encodeURIComponent('陈小满');
  const addresses = {
    snapshot: '/api/snapshot',
    'past, newest page': '/api/ended_conversations?limit=50',
    'past, page of half a year ago': `/api/ended_conversations?limit=50&before=${deep}`,
    'past, of an agent': '/api/ended_conversations?limit=50&agent=agent7',
    'past, of an account': '/api/ended_conversations?limit=50&account=wkBench2',
    'past, by a frequent name': `/api/ended_conversations?limit=50&text=${name}`,
    'past, by a customer\'s id': `/api/ended_conversations?limit=50&text=wmYear${1_000_000 + old}`,
    'past, by a name that is nowhere': '/api/ended_conversations?limit=50&text=nobody',
    'an old conversation': `/api/conversations/${old}`,
    'its messages': `/api/conversations/${old}/messages?limit=50`,
    'its details': `/api/conversations/${old}/details`,
    'messages of an open one': `/api/conversations/${now}/messages?limit=50`,
    'search, frequent word': `/api/search?q=${encodeURIComponent('退款')}`,
    'search, nowhere': `/api/search?q=${encodeURIComponent('量子')}`,
    'quick replies': '/api/quick_replies.csv',
    healthz: '/healthz',
    metrics: '/metrics',
  };
  const found = {};
  for (const [what, address] of Object.entries(addresses)) {
    await get(address);
    const times = [];
    for (let i = 0; i < rounds; i += 1) times.push(await msOf(() => get(address)));
    found[what] = percentile(times, 0.5);
  }
  return found;
}

/** The longest time until a ping of a live console is answered while `work` is done over and over. */
async function longestWait({ backend, cookie }, work) {
  const client = new ConsoleClient(backend, cookie);
  client.run();
  await until('connected', () => client.live);
  let pong = () => {};
  client.socket.on('message', (data) => {
    if (String(data).startsWith('{"type":"pong"')) pong();
  });
  let busy = true;
  const waits = [];
  const watch = (async () => {
    while (busy) {
      waits.push(await msOf(() => new Promise((resolve) => {
        pong = resolve;
        client.say({ type: 'ping' });
      })));
      await sleep(25); // far below the rate of frames that closes a console
    }
  })();
  for (let i = 0; i < 20; i += 1) await work();
  busy = false;
  await watch;
  await client.stop();
  return Math.max(...waits);
}

export async function measureYear(table, use) {
  const small = await desk(use, year / 10);
  const before = await routes(small);
  const smallMb = residentMb(small.backend.program.pid);
  await small.backend.program.stop();

  const large = await desk(use, year);
  const startMb = residentMb(large.backend.program.pid);
  const after = await routes(large);
  const largeMb = residentMb(large.backend.program.pid);
  const body = await large.get('/api/snapshot');
  const megabytes = body.length / 2 ** 20;
  table.add(`${year} past and ${open} open conversations: snapshot`, `${megabytes.toFixed(2)} MB`, '≤ 1 MB', megabytes <= 1);
  table.add('  until it is there', `${after.snapshot.toFixed(0)} ms`, '≤ 100 ms', after.snapshot <= 100);
  const wait = await longestWait(large, () => large.get('/api/snapshot'));
  table.add('  longest wait of a console meanwhile', `${wait.toFixed(1)} ms`, '≤ 20 ms', wait <= 20);

  // Two milliseconds are the way there and back, and what a machine does beside.
  const growth = Object.keys(after).map((what) => ({ what, times: (after[what] + 2) / (before[what] + 2) }));
  growth.sort((a, b) => b.times - a.times);
  for (const what of Object.keys(after))
    process.stderr.write(`    ${what}: ${before[what].toFixed(1)} → ${after[what].toFixed(1)} ms\n`);
  const slowest = Object.entries(after).sort((a, b) => b[1] - a[1])[0];
  table.add(`  slowest of ${growth.length} routes (${slowest[0]})`, `${slowest[1].toFixed(0)} ms`, '≤ 100 ms', slowest[1] <= 100);
  table.add(`  ten times the past, the route that grows most (${growth[0].what})`, `${growth[0].times.toFixed(1)} ×`, '≤ 2 ×',
    growth[0].times <= 2);
  // The page caches of the store's connections are bounded (96 MB); a small store does not fill them.
  table.add('  ten times the past, memory', `${smallMb.toFixed(0)} → ${largeMb.toFixed(0)} MB (${startMb.toFixed(0)} at the start)`,
    '≤ 96 MB more', largeMb - smallMb <= 96);
}
