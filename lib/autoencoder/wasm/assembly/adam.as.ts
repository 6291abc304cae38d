// Adam (Kingma and Ba, 2015, https://arxiv.org/abs/1412.6980) as Keras steps it: epsilon is added
// after the bias-corrected square root. Both corrections are folded into the step and epsilon.

import { multiplyAdd } from "./lanes.as";
import { Network } from "./network.as";

// Gradients below the first and moments below the second are taken for 0: far below what moves a
// weight, and a unit that has died would else end in denormal numbers, which are slow.
const SMALLEST = memory.data<f32>([1e-15, 1e-30]);

@inline function above(x: v128, least: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), least));
}

/** What one step uses throughout. A field's place in bytes is what stepFour loads it by. */
@unmanaged
export class AdamStep {
  beta1: f32; // 0
  beta2: f32; // 4
  /** 1 - beta1 and 1 - beta2. */
  rest1: f32; // 8
  rest2: f32; // 12
  /** Learning rate and epsilon with the bias corrections folded in. */
  rate: f32; // 16
  epsilon: f32; // 20
}

/** The next power of a beta; 0 from where it no longer matters, before it turns denormal. */
@inline function nextPower(power: f64, beta: f64): f64 {
  const next = power * beta;
  return next < 1e-300 ? 0 : next;
}

/** Counts a step and folds the bias corrections into its rate and epsilon. */
export function beginStep(net: Network, learningRate: f64): AdamStep {
  net.steps++;
  net.beta1Power = nextPower(net.beta1Power, net.beta1);
  net.beta2Power = nextPower(net.beta2Power, net.beta2);
  const correction = sqrt<f64>(1 - net.beta2Power), step = changetype<AdamStep>(net.adamStep);
  step.beta1 = <f32> net.beta1; step.beta2 = <f32> net.beta2;
  // in float64: 1 - 0.999 in float32 is off by 5e-5 of itself
  step.rest1 = <f32> (1 - net.beta1); step.rest2 = <f32> (1 - net.beta2);
  step.rate = <f32> (learningRate * correction / (1 - net.beta1Power));
  step.epsilon = <f32> (net.epsilon * correction);
  return step;
}

/** Steps four parameters at `p` by the gradients `g`, with their moments at `m` and `v`. */
@inline function stepBy(
  p: usize, g: v128, m: usize, v: usize,
  beta1: v128, beta2: v128, rest1: v128, rest2: v128, rate: v128, epsilon: v128,
  least: v128, tiny: v128,
): void {
  g = above(g, least);
  const m1 = above(multiplyAdd(rest1, g, f32x4.mul(beta1, v128.load(m))), tiny);
  const v1 = multiplyAdd(f32x4.mul(rest2, g), g, multiplyAdd(beta2, v128.load(v), tiny));
  v128.store(m, m1); v128.store(v, v1);
  const by = f32x4.div(f32x4.mul(rate, m1), f32x4.add(f32x4.sqrt(v1), epsilon));
  v128.store(p, f32x4.sub(v128.load(p), by));
}

/** `stepBy` where other things fill the registers: loads what it uses instead of spilling it. */
@inline export function stepFour(s: AdamStep, p: usize, g: v128, m: usize, v: usize): void {
  const step = changetype<usize>(s);
  stepBy(
    p, g, m, v,
    v128.load32_splat(step), v128.load32_splat(step, 4), v128.load32_splat(step, 8),
    v128.load32_splat(step, 12), v128.load32_splat(step, 16), v128.load32_splat(step, 20),
    v128.load32_splat(SMALLEST), v128.load32_splat(SMALLEST, 4));
}

/** Steps `count` parameters (a multiple of four); all that is constant stays in registers. */
export function stepAll(s: AdamStep, p: usize, g: usize, m: usize, v: usize, count: i32): void {
  const beta1 = f32x4.splat(s.beta1), beta2 = f32x4.splat(s.beta2);
  const rest1 = f32x4.splat(s.rest1), rest2 = f32x4.splat(s.rest2);
  const rate = f32x4.splat(s.rate), epsilon = f32x4.splat(s.epsilon);
  const least = v128.load32_splat(SMALLEST), tiny = v128.load32_splat(SMALLEST, 4);
  for (const end = p + (<usize> count << 2); p < end; p += 16, g += 16, m += 16, v += 16) {
    stepBy(p, v128.load(g), m, v, beta1, beta2, rest1, rest2, rate, epsilon, least, tiny);
  }
}
