/** The looks of the list of devices on a narrow card: two lines a row. */
import { css } from 'lit';

export const deviceStyles = css`
  p {
    margin: 0;
  }
  wattribute-notice {
    margin-block-end: 12px;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    border-block-start: 1px solid var(--divider-color);
  }
  li,
  .group,
  .more {
    margin-inline: -8px;
    padding-inline: 8px;
  }
  .device {
    display: grid;
    grid-template-columns: 36px minmax(0, 1fr) auto;
    gap: 2px 12px;
    align-items: center;
    width: calc(100% + 16px);
    min-height: 64px;
    margin-inline: -8px;
    padding: 10px 8px;
    border: 0;
    background: none;
    text-align: start;
  }
  button.device {
    cursor: pointer;
  }
  button.device:hover {
    background: var(--quiet);
  }
  .head,
  .where,
  .standby,
  .bar,
  .used:not(.chosen) {
    display: none;
  }
  .circle {
    --mdc-icon-size: 24px;
    display: grid;
    grid-row: span 2;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--state-icon-color) 18%, transparent);
    color: var(--state-icon-color);
  }
  .circle.on {
    background: color-mix(in srgb, var(--state-active-color) 36%, transparent);
    color: var(--ink);
  }
  .who {
    min-width: 0;
  }
  .name,
  .member .small {
    display: block;
  }
  .name {
    overflow: hidden;
    font-weight: 500;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .draws {
    grid-column: 2;
    color: var(--soft);
    font-size: 12px;
    line-height: 16px;
  }
  .draws b {
    color: var(--ink);
    font-size: 14px;
    font-weight: 500;
  }
  .swatch {
    display: inline-block;
    margin-inline-end: 4px;
    vertical-align: -1px;
  }
  .drift {
    display: flex;
    gap: 2px;
    align-items: center;
    color: var(--ha-color-on-warning-normal, var(--ink));
    font-weight: 500;
  }
  .used {
    grid-row: 1 / 3;
    grid-column: 3;
    text-align: end;
  }
  .end {
    text-align: end;
  }
  .more {
    display: flex;
    gap: 8px;
    justify-content: space-between;
    align-items: center;
    min-height: 44px;
    border-block-start: 1px solid var(--divider-color);
  }
  .more > :last-child {
    text-align: end;
  }
  .text {
    display: inline-flex;
    flex: none;
    gap: 8px;
    align-items: center;
    min-height: 44px;
    margin-inline: -12px;
    padding: 0 12px;
    border: 0;
    border-radius: 22px;
    background: none;
    font-weight: 500;
    cursor: pointer;
  }
  .text:hover {
    background: var(--quiet);
  }
  .group {
    display: flex;
    gap: 8px;
    align-items: center;
    width: calc(100% + 16px);
    min-height: 48px;
    border: 0;
    border-block-start: 1px solid var(--divider-color);
    background: none;
    font-weight: 500;
    text-align: start;
    cursor: pointer;
  }
  .group .number {
    font-weight: 400;
  }
  .group svg {
    margin-inline-start: auto;
    color: var(--soft);
  }
  .member .who {
    grid-column: 2 / -1;
  }
  .progress {
    grid-column: 2 / -1;
    padding-block-start: 6px;
  }
  .progress .small {
    display: block;
  }
  .track {
    display: block;
    max-width: 260px;
    height: 8px;
    margin-block-end: 4px;
    overflow: hidden;
    border-radius: 4px;
    background: color-mix(in srgb, var(--ink) 10%, transparent);
  }
  .track i {
    display: block;
    height: 100%;
    border-radius: 4px;
    background: var(--data);
    forced-color-adjust: none;
  }
`;
