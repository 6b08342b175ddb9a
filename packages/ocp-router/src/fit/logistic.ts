import type { Features } from "../classifier/fitted/hashed.ts";

/** Weights by place, and the constant. */
export interface Fit {
  readonly weights: Float64Array;
  readonly bias: number;
}

export interface FitOptions {
  readonly places: number;
  /** The penalty on the squares of the weights. */
  readonly ridge: number;
}

const NEWTON_STEPS = 5;
const GRADIENT_STEPS = 8;
/** Gains below this share of the loss change no decision. */
const CLOSE_ENOUGH = 2e-3;

/** Logistic regression with a ridge, by Newton's method; each step is solved by conjugate gradients. Nothing is random. */
export function fitLogistic(rows: readonly Features[], wanted: readonly number[], { places, ridge }: FitOptions): Fit {
  // The constant is one more place, which the ridge leaves alone.
  const size = places + 1;
  const weights = new Float64Array(size);
  let loss = lossOf(rows, wanted, { weights, ridge });
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const { gradient, curvature } = slopes(rows, wanted, { weights, ridge });
    const move = solve(rows, curvature, { gradient, ridge });
    const before = loss;
    for (let scale = 1; scale > 1e-3 && loss >= before; scale /= 2) {
      const tried = weights.map((weight, at) => weight - scale * move[at]!);
      const next = lossOf(rows, wanted, { weights: tried, ridge });
      if (next >= before) continue;
      weights.set(tried);
      loss = next;
    }
    if (before - loss < CLOSE_ENOUGH * loss) break;
  }
  return { weights: weights.slice(0, places), bias: weights[places]! };
}

interface State {
  readonly weights: Float64Array;
  readonly ridge: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function dot({ ids, values }: Features, weights: Float64Array): number {
  let sum = weights[weights.length - 1]!;
  for (let at = 0; at < ids.length; at++) sum += weights[ids[at]!]! * values[at]!;
  return sum;
}

function spread({ ids, values }: Features, amount: number, into: Float64Array): void {
  for (let at = 0; at < ids.length; at++) into[ids[at]!]! += amount * values[at]!;
  into[into.length - 1]! += amount;
}

function lossOf(rows: readonly Features[], wanted: readonly number[], { weights, ridge }: State): number {
  let loss = 0;
  for (let at = 0; at < rows.length; at++) {
    const x = dot(rows[at]!, weights);
    loss += Math.max(x, 0) - x * wanted[at]! + Math.log1p(Math.exp(-Math.abs(x)));
  }
  return loss + (ridge / 2) * (product(weights, weights) - weights[weights.length - 1]! ** 2);
}

function slopes(rows: readonly Features[], wanted: readonly number[], { weights, ridge }: State) {
  const gradient = weights.map((weight) => ridge * weight);
  gradient[weights.length - 1] = 0;
  const curvature: number[] = [];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const p = sigmoid(dot(row, weights));
    curvature.push(Math.max(1e-6, p * (1 - p)));
    spread(row, p - wanted[at]!, gradient);
  }
  return { gradient, curvature };
}

/** The step that brings the slope to nothing, had the loss the curvature of a parabola. */
function solve(
  rows: readonly Features[],
  curvature: readonly number[],
  { gradient, ridge }: { readonly gradient: Float64Array; readonly ridge: number },
): Float64Array {
  const found = new Float64Array(gradient.length);
  const residue = gradient.slice();
  const direction = gradient.slice();
  let power = product(residue, residue);
  const enough = power * 1e-4;
  for (let step = 0; step < GRADIENT_STEPS && power > enough; step++) {
    const bent = direction.map((value) => ridge * value);
    bent[bent.length - 1] = 0;
    for (let at = 0; at < rows.length; at++) spread(rows[at]!, curvature[at]! * dot(rows[at]!, direction), bent);
    const along = product(direction, bent);
    if (!(along > 0)) break;
    const rate = power / along;
    for (let at = 0; at < found.length; at++) {
      found[at]! += rate * direction[at]!;
      residue[at]! -= rate * bent[at]!;
    }
    const next = product(residue, residue);
    for (let at = 0; at < direction.length; at++) direction[at] = residue[at]! + (next / power) * direction[at]!;
    power = next;
  }
  return found;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
