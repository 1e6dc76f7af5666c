/** The looks of what comes after the first picture: the lanes of devices, what is selected, and what follows the pointer. */
import { css } from 'lit';

export const laterStyles = css`
  .lines-ground {
    fill: color-mix(in srgb, var(--data) 22%, var(--surface));
  }
  .lines {
    stroke: var(--data);
    stroke-width: 2;
  }
  .bar {
    stroke: var(--data);
  }
  .axis.name {
    fill: var(--ink);
    text-anchor: start;
  }
  .device {
    --mdc-icon-size: 20px;
    position: absolute;
    left: 8px;
    color: var(--state-icon-color);
    pointer-events: none;
  }
  .cursor {
    stroke: var(--primary-color);
    stroke-width: 2;
  }
  .cursor-dot {
    fill: var(--primary-color);
    stroke: var(--surface);
    stroke-width: 2;
  }
  .block {
    stroke: var(--soft);
  }
  .rule {
    position: absolute;
    width: 1px;
    background: var(--soft);
    pointer-events: none;
  }
  .tooltip {
    position: absolute;
    z-index: 1;
    width: max-content;
    padding: 4px 8px;
    border: 1px solid var(--divider-color);
    border-radius: 8px;
    background: var(--surface);
    box-shadow: 0 2px 6px color-mix(in srgb, #000 20%, transparent);
    font-size: 12px;
    line-height: 16px;
    pointer-events: none;
  }
  .tooltip b {
    font-weight: 500;
  }
`;
