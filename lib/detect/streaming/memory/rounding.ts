/**
 * In how many digits values are kept: the last ones of a double are chance, and a snapshot's
 * weight.
 */
import { rounded } from "../snapshot/value_code.ts";
import type { StateIo } from "../snapshot/state_io.ts";

/** A kept value is off by at most half of this share of a usual move from row to row. */
const SHARE = 1e-6;
/** A usual move is the median of those that are none of 0: so many rows in one must have moved. */
const MOVED = 1 / 8;
/** Decimals are others once so many more or fewer would do: a rhythm of moves is no reason. */
const CHANGE = 2;
/** Powers of ten that a double holds well. */
const MOST_DECIMALS = 300;

/**
 * Rounds the values of a series to decimals far below its moves, counts and decimals not at all.
 */
export class Rounding {
  /** Decimals of values to come, maybe negative; NaN while they are kept as they are. */
  decimals: number = NaN;

  /** Chooses by the values so far. */
  choose(values: Float64Array): void {
    const moves = values.slice(1);
    let moved = 0;
    for (let i = 0; i < moves.length; i++) {
      const move = Math.abs(values[i + 1]! - values[i]!);
      if (move > 0) moves[moved++] = move;
    }
    if (moved < MOVED * moves.length) return;
    const median = moves.subarray(0, moved).sort()[moved >> 1]!;
    const decimals = Math.ceil(-Math.log10(SHARE * median));
    if (Math.abs(decimals - this.decimals) < CHANGE) return;
    this.decimals = Math.abs(decimals) <= MOST_DECIMALS ? decimals : NaN;
  }

  /** A value as it is kept. */
  round(value: number): number {
    return Number.isNaN(this.decimals) ? value : rounded(value, this.decimals);
  }

  /** Saves or takes back the decimals. */
  state(io: StateIo): void {
    const most = MOST_DECIMALS;
    const isChosen = io.flag("whether values are rounded", !Number.isNaN(this.decimals));
    if (isChosen) this.decimals = io.integer("decimals of values", this.decimals, -most, most);
  }
}
