/**
 * What changes while the detector runs: rows, channels, refits, the last alert.
 *
 * @module
 */
import { alarmLevel, channelShare, quietTime } from "./alarm_rule.ts";
import { CHANNEL_LEVELS, CHANNEL_NAMES, CHANNEL_SHAPES } from "./channels/channels.ts";
import type { DetectorConstants } from "./constants.ts";
import type { DetectorSnapshot } from "./snapshot.ts";
import { MeanTail } from "./tails/mean_tail.ts";
import { type ChannelState, NetChannel } from "./channels/autoencoder_channel.ts";
import { NoveltyChannel, type NoveltyState } from "./channels/novelty_channel.ts";
import { numbersToText, textToNumbers } from "./number_text.ts";
import { QuietChannel } from "./channels/quiet_channel.ts";
import { RankTail } from "./tails/rank_tail.ts";
import { RowMemory } from "./memory/row_memory.ts";
import { SeasonLags } from "./memory/season_lags.ts";

/** Rows before which the quiet channel says nothing. */
const QUIET_FROM = 200;

/** The part of a snapshot that the state makes. */
export type SavedState = Pick<
  DetectorSnapshot,
  | "times"
  | "values"
  | "step"
  | "nextFit"
  | "seasons"
  | "refitting"
  | "lastAlert"
  | "quiet"
  | "novelty"
  | "channels"
>;

/** Everything that the detector knows of its series. */
export class DetectorState {
  /** The last rows. */
  readonly memory: RowMemory;
  /** The clock. */
  readonly lags: SeasonLags;
  /** The autoencoder channels. */
  readonly channels: readonly NetChannel[];
  /** The channel that needs no net. */
  readonly quiet: QuietChannel;
  /** The channel that looks for look-alikes. */
  readonly novelty: NoveltyChannel;
  /** Tail scores of the newest row, in the order of {@linkcode CHANNEL_NAMES}. */
  readonly tails: Float64Array = new Float64Array(CHANNEL_NAMES.length);
  /** Fused score of the newest row relative to the threshold; 0 before the first fits are done. */
  score = 0;
  /** Whether the newest row alerts. */
  isAlert = false;
  /** Whether the newest row is within the quiet time of an earlier alert. */
  isQuiet = false;
  /** Row of the last alert, -1 if there was none. */
  lastAlert: number = -1;
  /** Channels whose refit is under way or waits. */
  readonly refitting: NetChannel[] = [];
  /** Channels whose new net took over with the newest row. */
  refitted: NetChannel[] = [];
  readonly #constants: DetectorConstants;
  readonly #threshold: number;
  #nextFit: number;
  #seasons = 0;

  /** Starts before the first row. */
  constructor(seed: number, threshold: number, constants: DetectorConstants) {
    const { capacity, meanRows, referenceRows, rankRows, firstFit } = constants;
    this.#constants = constants;
    this.#threshold = threshold;
    this.#nextFit = firstFit;
    this.memory = new RowMemory(capacity);
    this.lags = new SeasonLags(this.memory);
    this.quiet = new QuietChannel(this.memory);
    this.novelty = new NoveltyChannel(this.memory, referenceRows);
    this.channels = CHANNEL_SHAPES.map((shape) => {
      const tail = shape.masked || shape.recent > 1
        ? new MeanTail(meanRows, referenceRows)
        : new RankTail(rankRows);
      return new NetChannel(shape, tail, this.memory, this.lags, constants, seed);
    });
  }

  /** Whether all channels have a net. */
  get ready(): boolean {
    return this.channels.every((channel) => channel.ready);
  }

  /** Takes a row: scores it with what was known before, then does its slice of refitting. */
  push(time: number, value: number): void {
    const row = this.memory.push(time, value);
    if (this.lags.step > 0) this.lags.push(row);
    this.channels.forEach((channel, k) => this.tails[k] = channel.push());
    this.tails[this.channels.length] = this.novelty.push();
    this.tails[this.channels.length + 1] = this.quiet.push(QUIET_FROM);
    this.#decide(row);
    this.#planFits(row + 1);
    this.refitted = this.refitting.length > 0 ? this.work(this.#constants.workPerUpdate) : NONE;
  }

  /** Works on refits for about `budget` units; returns the channels that are done with theirs. */
  work(budget: number): NetChannel[] {
    const done: NetChannel[] = [];
    while (this.refitting.length > 0 && budget > 0) {
      const channel = this.refitting[0]!;
      if (!channel.fitting) channel.startFit();
      budget = channel.work(budget);
      if (!channel.fitting) done.push(this.refitting.shift()!);
    }
    return done;
  }

  /** The state, JSON-able. */
  save(): SavedState {
    const { times, values, base, first, count } = this.memory;
    return {
      times: numbersToText(times.subarray(first - base, count - base)),
      values: numbersToText(values.subarray(first - base, count - base)),
      step: this.lags.step,
      nextFit: this.#nextFit,
      seasons: this.#seasons,
      refitting: this.refitting.map((channel) => channel.shape.name),
      lastAlert: this.lastAlert,
      quiet: numbersToText(this.quiet.save()),
      novelty: this.novelty.save(),
      channels: Object.fromEntries(
        this.channels.map((channel) => [channel.shape.name, channel.save()]),
      ),
    };
  }

  /**
   * Takes back what {@linkcode save} gave; only on a fresh state.
   *
   * @throws {RangeError} If the rows do not fit together
   */
  load(saved: SavedState, rows: number): void {
    const times = textToNumbers(saved.times);
    const values = textToNumbers(saved.values);
    const kept = Math.min(rows, this.memory.capacity);
    if (times.length !== kept || values.length !== kept) {
      throw new RangeError(
        `Cannot restore a snapshot of ${rows} rows as it must hold the last ${kept}: it holds ${times.length} times and ${values.length} values`,
      );
    }
    this.memory.restart(rows - kept);
    for (let i = 0; i < kept; i++) this.memory.push(times[i]!, values[i]!);
    if (saved.step > 0) this.lags.resume(saved.step);
    this.#nextFit = saved.nextFit;
    this.#seasons = saved.seasons;
    this.lastAlert = saved.lastAlert;
    this.quiet.load([...textToNumbers(saved.quiet)]);
    this.novelty.load(saved.novelty as NoveltyState);
    for (const channel of this.channels) {
      const state = saved.channels[channel.shape.name];
      if (state === undefined) {
        throw new RangeError(
          `Cannot restore a snapshot as it must hold each channel: "${channel.shape.name}" is missing`,
        );
      }
      channel.load(state as ChannelState);
    }
    for (const name of saved.refitting) {
      this.refitting.push(this.channels.find((channel) => channel.shape.name === name)!);
    }
  }

  #decide(row: number): void {
    this.score = 0;
    this.isAlert = this.isQuiet = false;
    if (!this.ready) return;
    const rows = row + 1;
    const { rowsPerDay } = this.lags;
    let fused = 0;
    for (let k = 0; k < CHANNEL_NAMES.length; k++) {
      fused += channelShare(this.tails[k]!, CHANNEL_LEVELS[CHANNEL_NAMES[k]!]);
    }
    this.score = fused / alarmLevel(this.#threshold, rows, rowsPerDay, this.#constants);
    this.isQuiet = this.lastAlert >= 0 &&
      row - this.lastAlert < quietTime(rows, rowsPerDay, this.#constants);
    this.isAlert = this.score >= 1 && !this.isQuiet;
    if (this.isAlert) this.lastAlert = row;
  }

  /** Queues refits: all channels at doublings, the seasonal one when another lag joins. */
  #planFits(rows: number): void {
    const { firstFit, refitEvery } = this.#constants;
    if (rows < firstFit) return;
    if (rows === firstFit) this.lags.start();
    const seasons = this.lags.seasons;
    const all = rows === this.#nextFit;
    if (all) this.#nextFit = Math.min(2 * rows, rows + refitEvery);
    for (const channel of this.channels) {
      const joins = channel.shape.seasonal && seasons > this.#seasons;
      // a fit under way goes on with what it began with; one that waits takes all that is new
      const waits = this.refitting.includes(channel, channel.fitting ? 1 : 0);
      if ((all || joins) && !waits) this.refitting.push(channel);
    }
    this.#seasons = seasons;
  }
}

const NONE: NetChannel[] = [];
