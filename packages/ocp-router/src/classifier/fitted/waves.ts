import { createRandom, normal } from "./random.ts";
import { COUNT_NAMES } from "./reading.ts";
import { TOPICS } from "./topics.ts";

/** How many waves stand for the kernel. */
export const WAVES = 512;
const SIZE = TOPICS + COUNT_NAMES.length;
const SCALE = Math.sqrt(2 / WAVES);

/** One wave: its frequency along each number, and where it begins. */
interface Wave {
  readonly along: Float64Array;
  readonly phase: number;
}

let drawn: readonly Wave[] | undefined;

/** The waves are drawn at first use, always the same ones, and so need no place in a weights file. */
function waves(): readonly Wave[] {
  const random = createRandom(5);
  drawn ??= Array.from({ length: WAVES }, () => ({
    along: Float64Array.from({ length: SIZE }, () => normal(random) * Math.SQRT2),
    phase: 2 * Math.PI * random(),
  }));
  return drawn;
}

/**
 * Topics and counts as random waves, whose products come near a Gaussian kernel, exp(-|x - y|²): what is weighed
 * linearly here bends with its neighbourhood. After Rahimi and Recht, "Random Features for Large-Scale Kernel Machines".
 */
export function wavesOf(numbers: readonly number[]): Float64Array {
  return Float64Array.from(waves(), (wave) => SCALE * Math.cos(angle(wave, numbers)));
}

/** How fast a weighted sum of the waves grows along each number. */
export function slopesOf(numbers: readonly number[], weights: ArrayLike<number>): Float64Array {
  const slopes = new Float64Array(SIZE);
  for (const [at, wave] of waves().entries()) {
    const steep = -SCALE * Math.sin(angle(wave, numbers)) * weights[at]!;
    for (let each = 0; each < SIZE; each++) slopes[each]! += steep * wave.along[each]!;
  }
  return slopes;
}

function angle({ along, phase }: Wave, numbers: readonly number[]): number {
  let sum = phase;
  for (let at = 0; at < SIZE; at++) sum += along[at]! * numbers[at]!;
  return sum;
}
