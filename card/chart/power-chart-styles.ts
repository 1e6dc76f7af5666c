/** The looks of the chart. */
import { css } from 'lit';

export const powerChartStyles = css`
  :host {
    --plot-height: 150;
    margin-inline: -4px;
  }
  .chart {
    position: relative;
    direction: ltr;
    touch-action: pan-y;
    user-select: none;
    forced-color-adjust: none;
  }
  svg {
    overflow: visible;
  }
  .grid {
    stroke: var(--divider-color);
  }
  .zero {
    stroke: var(--soft);
  }
  text {
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    text-anchor: middle;
  }
  .axis {
    fill: var(--soft);
  }
  .axis.watts {
    text-anchor: end;
  }
  .explained {
    fill: color-mix(in srgb, var(--data) 26%, transparent);
  }
  .envelope {
    fill: color-mix(in srgb, var(--data) 13%, transparent);
    stroke: var(--data);
    stroke-width: 0.5;
  }
  .base {
    fill: color-mix(in srgb, var(--soft) 26%, transparent);
  }
  .dots-ground {
    fill: var(--surface);
  }
  .dot {
    fill: var(--ink);
  }
  .line {
    fill: none;
    stroke: var(--data);
    stroke-width: 1.75;
    stroke-linejoin: round;
  }
  .ink {
    fill: none;
    stroke: var(--ink);
    stroke-width: 2;
  }
  .stem {
    fill: none;
    stroke: var(--ink);
    stroke-opacity: 0.3;
  }
  .stem.doubtful {
    stroke-dasharray: 2 3;
    stroke-opacity: 0.6;
  }
  .rug {
    stroke: var(--ink);
    stroke-opacity: 0.55;
    stroke-width: 1.5;
  }
  .lane-icon {
    fill: var(--soft);
  }
  .label {
    fill: var(--ink);
    font-weight: 500;
  }
  .label tspan {
    fill: var(--soft);
    font-weight: 400;
  }
  .marker {
    --mdc-icon-size: 16px;
    position: absolute;
    display: grid;
    place-items: center;
    width: 24px;
    height: 24px;
    padding: 0;
    border: 1.5px solid var(--ink);
    border-radius: 50%;
    background: var(--surface);
    color: var(--ink);
    translate: -50% -50%;
    cursor: pointer;
  }
  .marker:focus-visible {
    outline-offset: 3px;
  }
  .marker.rise {
    background: var(--ink);
    color: var(--surface);
  }
  .marker.shared {
    border-style: dashed;
  }
  .marker.rise.shared {
    border-color: var(--surface);
  }
  .marker.unknown {
    border-style: dashed;
    background: var(--surface);
    color: var(--ink);
  }
  .marker.selected {
    border-color: var(--primary-color);
    background: var(--primary-color);
    color: var(--text-primary-color, #fff);
  }
  .count {
    position: absolute;
    inset-block-start: -6px;
    inset-inline-start: 16px;
    min-width: 16px;
    padding: 0 2px;
    border: 1.25px solid var(--ink);
    border-radius: 8px;
    background: var(--surface);
    color: var(--ink);
    font-size: 11px;
    font-weight: 500;
    line-height: 13.5px;
    text-align: center;
  }
  .marker:not(.rise) .count {
    inset-block-start: 14px;
  }
  @container (min-width: 720px) {
    :host {
      --plot-height: 210;
    }
  }
`;
