/** The looks of what stands around the chart: paging, key, the chosen moment, what no entity explains. */
import { css } from 'lit';

export const chartPanelStyles = css`
  .actions {
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .paging {
    display: none;
    direction: ltr;
  }
  .icon {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    padding: 0;
    border: 0;
    border-radius: 22px;
    background: none;
    cursor: pointer;
  }
  .icon:hover:enabled {
    background: var(--quiet);
  }
  .icon:disabled {
    opacity: 0.4;
    cursor: default;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    min-height: 20px;
    margin-block-start: 8px;
    color: var(--soft);
    font-size: 12px;
    line-height: 20px;
  }
  .key span {
    display: inline-flex;
    gap: 6px;
    align-items: center;
  }
  .filled {
    fill: var(--ink);
    stroke: var(--ink);
  }
  .hollow {
    fill: none;
    stroke: var(--ink);
    stroke-width: 1.5;
  }
  .swatch {
    width: 12px;
    height: 12px;
    border-radius: 3px;
  }
  .mean {
    border-block-start: 2px solid var(--data);
    background: color-mix(in srgb, var(--data) 26%, transparent);
  }
  .highest {
    background: color-mix(in srgb, var(--data) 13%, transparent);
  }
  .span {
    margin: 4px 0 0;
  }
  .moment {
    margin-block-start: 12px;
    padding: 0 12px 12px;
    border: 1px solid var(--divider-color);
    border-radius: 12px;
  }
  .moment-head {
    display: flex;
    justify-content: space-between;
    align-items: center;
    margin-inline: -12px;
    direction: ltr;
  }
  h3 {
    margin: 0;
    font-size: 14px;
    font-weight: 500;
    line-height: 20px;
  }
  .change {
    display: grid;
    grid-template-columns: 36px minmax(0, 1fr) auto;
    gap: 12px;
    align-items: center;
  }
  .circle {
    --mdc-icon-size: 24px;
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--state-icon-color) 18%, transparent);
  }
  .who {
    overflow-wrap: anywhere;
  }
  .end {
    text-align: end;
  }
  .delta {
    font-size: 16px;
    font-weight: 500;
  }
  .moment .note {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 8px;
    align-items: center;
    margin-block-start: 8px;
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px 24px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  caption {
    padding-block: 4px;
    text-align: start;
  }
  td {
    height: 32px;
    padding: 0;
    border-block-end: 1px solid var(--divider-color);
  }
  td:first-child {
    width: 24px;
    border-block-end-color: transparent;
  }
  td .swatch {
    display: block;
  }
  .part {
    overflow-wrap: anywhere;
  }
  td.small {
    padding-inline: 8px;
    text-align: end;
  }
  .total td {
    border-block: 2px solid var(--soft);
    border-block-end: 0;
    font-weight: 500;
  }
  .unknown {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr);
    gap: 12px;
    align-items: center;
    min-height: 48px;
    margin-block-start: 8px;
  }
  @media (prefers-reduced-motion: no-preference) {
    .moment {
      animation: open var(--ha-animation-duration-normal, 250ms) ease-out;
    }
  }
  @keyframes open {
    from {
      opacity: 0;
    }
  }
  @container (min-width: 720px) {
    .halves {
      grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
    }
  }
  @container (min-width: 440px) {
    .paging {
      display: flex;
    }
  }
`;
