/** The selected event on the curve. */
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { ChartModel } from './chart-model.ts';
import { levelOf } from './render-plot.ts';

const px = (value: number): string => value.toFixed(1);

export function renderSelected(model: ChartModel, selectedId: string | null): SVGTemplateResult | typeof nothing {
  const placed = model.events.find(({ event }) => event.id === selectedId);
  if (placed === undefined) return nothing;
  const { layout } = model;
  const isRise = placed.event.delta_w > 0;
  return svg`<path class="cursor" d="M${px(placed.x)} ${isRise ? layout.top - 10 : layout.top - 6}V${isRise ? layout.bottom : layout.bottom + 8}"></path>
    <circle class="cursor-dot" cx=${px(placed.x)} cy=${px(levelOf(model, placed))} r="5"></circle>`;
}
