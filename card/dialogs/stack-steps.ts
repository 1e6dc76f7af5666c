/** The switches of a device, stacked by their size. */
import type { DeviceDetail } from '../../backend/contract/device.ts';

type Step = NonNullable<DeviceDetail['steps']>[number];

/** A stack: where it stands, 0 to 1, and how many rose and fell. */
export type StepStack = { place: number; on: number; off: number };
export type StackedSteps = {
  low: number;
  high: number;
  stacks: StepStack[];
  /** A dot stands for so many switches. */
  perDot: number;
  on: number;
  off: number;
  doubtful: number;
};

const STACKS = 24;
/** Higher stacks would leave the chart. */
const MOST_DOTS = 7;
/** Steps of less weight were shared or doubtful. */
const DOUBT = 0.5;
/** Farther from what was learned they stand at the edge: so many intervals, or this part of it. */
const MOST_INTERVALS = 4;
const MOST_PART = 0.25;

type Learned = { on_power_w: number; interval_w: number | null; /** Its steps are of any size up to what it draws. */ hasLevels?: boolean };

/** `on_power_w` is in the middle, as far as the steps allow. Null: there is nothing to stack. */
export function stackSteps(steps: readonly Step[], { on_power_w, interval_w, hasLevels = false }: Learned): StackedSteps | null {
  if (steps.length === 0 || on_power_w <= 0) return null;
  const sizes = steps.map(({ power_delta_w }) => Math.abs(power_delta_w));
  const reach = hasLevels ? on_power_w : Math.max(MOST_INTERVALS * (interval_w ?? 0), MOST_PART * on_power_w);
  const low = Math.max(0, on_power_w - reach, Math.min(...sizes, on_power_w - (interval_w ?? 0)) - reach / 8);
  const high = Math.min(on_power_w + reach, Math.max(...sizes, on_power_w + (interval_w ?? 0)) + reach / 8);
  const stacks = Array.from({ length: STACKS }, (_, i) => ({ place: (i + 0.5) / STACKS, on: 0, off: 0 }));
  steps.forEach(({ power_delta_w }, i) => {
    const at = Math.floor(((sizes[i] ?? 0) - low) / ((high - low) / STACKS));
    const stack = stacks[Math.min(STACKS - 1, Math.max(0, at))];
    if (stack !== undefined) stack[power_delta_w > 0 ? 'on' : 'off'] += 1;
  });
  const on = steps.filter(({ power_delta_w }) => power_delta_w > 0).length;
  const doubtful = steps.filter(({ weight }) => weight < DOUBT).length;
  const perDot = Math.max(1, Math.ceil(Math.max(...stacks.map((stack) => Math.max(stack.on, stack.off))) / MOST_DOTS));
  return { low, high, stacks, perDot, on, off: steps.length - on, doubtful };
}

/** Round numbers between two, so that there are about `count`. */
export function roundNumbers(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ten * ([1, 2, 5, 10].find((factor) => factor * ten >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}
