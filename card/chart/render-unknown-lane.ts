/** The lane of the steps without an entity. */
import { mdiHelp } from '@mdi/js';
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { UnexplainedStep } from '../../backend/contract/unexplained.ts';
import type { ChartModel } from './chart-model.ts';
import { hasMarkers } from './chart-range.ts';
import { placeUnknown } from './place-unknown.ts';
import { renderLaneIcon } from './render-plot.ts';

/** `steps` null: not known, and there is no lane. */
export function renderUnknownLane(
  { range, layout: { unknownY } }: ChartModel,
  steps: readonly UnexplainedStep[] | null,
): SVGTemplateResult | typeof nothing {
  if (steps === null) return nothing;
  const base = unknownY + 16;
  // What comes again and again would be a bar over a week.
  const shown = steps.filter(({ pattern_id }) => hasMarkers(range) || pattern_id === null);
  const { isCrowded, blocks } = placeUnknown(shown, range);
  return svg`${renderLaneIcon(mdiHelp, unknownY + 8)}<path class="grid" d="M0 ${base + 0.5}H${range.width}"></path>
    ${blocks.map(
      ({ x, width, height }) =>
        svg`<rect class=${isCrowded ? 'column' : 'block'} fill="url(#dots)" transform="translate(0 ${base})" x=${x} y=${-height} width=${width} height=${height} rx="2"></rect>`,
    )}`;
}
