// Several cores on one network, in a memory that they share. Each runs the same functions, on a
// share of its own, and waits for the others where it needs what they made.

import { Network } from "./network.as";

/** Turns of a loop that a core waits awake, some tens of microseconds, before it goes to sleep. */
const AWAKE_TURNS = 20000;

/** Where the cores of a network meet, and what they are to do next. */
@unmanaged
export class Team {
  /** Cores that have come to the present meeting. */
  arrived: i32;
  /** Meetings that have ended. */
  meetings: i32;
  /** Jobs that were given. */
  jobs: i32;
  /** Cores that sleep. */
  asleep: i32;
  /** The job: trainRows' arguments; no rows mean that the cores may go. */
  data: usize;
  stride: i32;
  rows: usize;
  count: i32;
  batch: i32;
  learningRate: f64;
}

const ARRIVED = offsetof<Team>("arrived");
const MEETINGS = offsetof<Team>("meetings");
const JOBS = offsetof<Team>("jobs");
const ASLEEP = offsetof<Team>("asleep");

/** Waits until the number at `at` is no longer `old`. */
function awaitChange(team: usize, at: usize, old: i32): void {
  for (let i = 0; i < AWAKE_TURNS; i++) if (atomic.load<i32>(at) != old) return;
  atomic.add<i32>(team + ASLEEP, 1);
  // does not fall asleep where the number has changed by now
  while (atomic.load<i32>(at) == old) atomic.wait<i32>(at, old, -1);
  atomic.sub<i32>(team + ASLEEP, 1);
}

/** Counts the number at `at` up and wakes who sleeps. */
function announce(team: usize, at: usize): void {
  atomic.add<i32>(at, 1);
  if (atomic.load<i32>(team + ASLEEP) > 0) atomic.notify(at, -1);
}

/** Waits until all cores are here; what each wrote before, all can read after. */
export function meet(net: Network): void {
  const team = net.team, meetings = atomic.load<i32>(team + MEETINGS);
  if (atomic.add<i32>(team + ARRIVED, 1) + 1 == net.cores) {
    atomic.store<i32>(team + ARRIVED, 0);
    announce(team, team + MEETINGS);
  } else awaitChange(team, team + MEETINGS, meetings);
}

/** Gives the other cores a job; with `count` 0, tells them to go. */
export function call(
  net: Network, data: usize, stride: i32, rows: usize, count: i32, batch: i32, learningRate: f64,
): void {
  const team = changetype<Team>(net.team);
  team.data = data; team.stride = stride; team.rows = rows;
  team.count = count; team.batch = batch; team.learningRate = learningRate;
  announce(net.team, net.team + JOBS);
}

/** Waits for the job after the first `done` ones; null if the core may go. */
export function awaitJob(net: Network, done: i32): Team | null {
  awaitChange(net.team, net.team + JOBS, done);
  const team = changetype<Team>(net.team);
  return team.count ? team : null;
}

/** The other cores may go. */
export function dismiss(net: Network): void {
  call(net, 0, 0, 0, 0, 0, 0);
}

/**
 * The first of `count` things that core `core` takes, in whole units, in order; core = cores gives
 * the end. Nothing is divided where one core takes all: it would cost small networks dear.
 */
@inline export function shareStart(net: Network, core: i32, count: i32, unit: i32): i32 {
  if (core == 0) return 0;
  return core == net.cores ? count : count / unit * core / net.cores * unit;
}
