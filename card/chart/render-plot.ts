/** The drawing below the markers: grid, areas, curve, inked steps, stems, rug, axes and lanes. */
import { mdiArrowDown, mdiArrowUp } from '@mdi/js';
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { PowerHistory } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import type { ChartModel, Marker, PlacedEvent } from './chart-model.ts';
import { hasMarkers } from './chart-range.ts';
import { areaPath, betweenPath, linePath, runsOf } from './curve-paths.ts';

/** Steps that are lower are not inked, px. */
const LEAST_INK = 4;
const DISC = 13;

const px = (value: number): string => value.toFixed(1);

/** For what is not explained. */
export const dots = svg`<defs>
  <pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">
    <rect class="dots-ground" width="4" height="4"></rect>
    <circle class="dot" cx="2" cy="2" r="0.95"></circle>
  </pattern>
</defs>`;

export function renderGrid({ range, layout, scale, times, y }: ChartModel, { formats }: Host): SVGTemplateResult {
  return svg`${scale.ticks.map((watts) => svg`<path class=${watts === 0 ? 'zero' : 'grid'} d="M0 ${px(y(watts))}H${range.width}"></path>`)}
    ${times.map(({ x }) => svg`<path class="grid" d="M${px(x)} ${layout.top}V${layout.bottom}"></path>`)}
    ${scale.ticks.map((watts) => svg`<text class="axis watts" x="-6" y=${px(y(watts) + 4)}>${formats.axis(watts)}</text>`)}
    ${times.map(({ text, x }) => svg`<text class="axis" x=${px(x)} y=${layout.timesY}>${text}</text>`)}`;
}

export function renderCurve({ range, layout, buckets, y }: ChartModel, { always_on_w }: PowerHistory): SVGTemplateResult {
  const runs = runsOf(buckets);
  const isLong = !hasMarkers(range);
  const zero = Math.min(layout.bottom, y(0));
  type Known = NonNullable<ChartModel['buckets'][number]>;
  const value = ({ mean, highest }: Known) => (isLong ? mean : highest);
  const isExplained = buckets.some((bucket) => bucket !== null && bucket.explained !== null);
  const base = (bucket: Known) => Math.min(value(bucket), always_on_w ?? 0);
  // Upon what is always on; where nothing is known of a time, nothing is said to be unexplained.
  const explained = (bucket: Known) =>
    bucket.explained === null ? value(bucket) : Math.min(value(bucket), base(bucket) + bucket.explained);
  return svg`${isLong ? svg`<path class="envelope" d=${areaPath(runs, ({ highest }) => highest, y, zero)}></path>` : nothing}
    <path class="explained" d=${areaPath(runs, isExplained ? explained : value, y, zero)}></path>
    ${always_on_w === null ? nothing : svg`<path class="base" d=${areaPath(runs, base, y, zero)}></path>`}
    ${
      isExplained
        ? svg`<path fill="url(#dots)" fill-rule="evenodd" d=${betweenPath(runs, { upper: value, lower: explained, y, baseY: zero })}></path>`
        : nothing
    }
    <path class="line" d=${linePath(runs, value, y)}></path>`;
}

const renderInk = ({ ink }: PlacedEvent, y: ChartModel['y']): SVGTemplateResult | typeof nothing => {
  const [before = 0, ...after] = ink?.levels ?? [];
  if (ink === null || Math.abs(y(after.at(-1) ?? before) - y(before)) <= LEAST_INK) return nothing;
  const steps = after.map((level, i) => `${i === 0 ? '' : `H${ink.x + i}`}V${px(y(level))}`).join('');
  return svg`<path class="ink" d="M${ink.x} ${px(y(before))}${steps}"></path>`;
};

/** Where on the curve an event leads to, px. */
export const levelOf = (model: ChartModel, { event, ink, x }: PlacedEvent): number => {
  const { buckets, layout, y } = model;
  const bucket = buckets[Math.min(buckets.length - 1, Math.round(x))];
  // What the change led to may be higher than all that was read.
  return Math.max(layout.top, Math.min(layout.bottom, y(ink?.levels.at(-1) ?? event.correlation?.power_after_w ?? bucket?.highest ?? 0)));
};

/** From the disc, which may stand beside it, to where the event leads. */
function renderStem(model: ChartModel, { event, x, y, isRise }: Marker): SVGTemplateResult | typeof nothing {
  const placed = model.events.find((candidate) => candidate.event === event);
  if (placed === undefined) return nothing;
  const form = event.confidence === 'sure' ? 'stem' : 'stem doubtful';
  const { top, bottom } = model.layout;
  const start = `M${px(x)} ${isRise ? y + DISC : y - DISC}`;
  return svg`<path class=${form} d="${start}L${px(placed.x)} ${isRise ? top : bottom}V${px(levelOf(model, placed))}"></path>`;
}

export function renderEvents(model: ChartModel): SVGTemplateResult {
  const { layout, events, inked, markers, y } = model;
  const rug = ({ event, x }: PlacedEvent) =>
    svg`<path class="rug" d="M${px(x)} ${event.delta_w > 0 ? layout.top - 6 : layout.bottom + 1}v5"></path>`;
  return svg`${events.map(rug)} ${markers.map((marker) => renderStem(model, marker))} ${inked.map((placed) => renderInk(placed, y))}`;
}

export const renderLaneIcon = (path: string, y: number): SVGTemplateResult =>
  svg`<path class="lane-icon" d=${path} transform="translate(-22 ${y - 8}) scale(0.6667)"></path>`;

export const renderLaneIcons = ({ range, layout: { discs } }: ChartModel): SVGTemplateResult =>
  svg`${hasMarkers(range) ? [renderLaneIcon(mdiArrowUp, discs.up), renderLaneIcon(mdiArrowDown, discs.down)] : nothing}`;
