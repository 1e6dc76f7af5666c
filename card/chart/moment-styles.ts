/** The looks of the chosen moment: what changed, and the table that adds up to the meter. */
import { css } from 'lit';

export const momentStyles = css`
  .moment {
    margin-block-start: 12px;
    padding: 0 12px 12px;
    border: 1px solid var(--divider-color);
    border-radius: 12px;
  }
  .moment-head {
    display: grid;
    grid-template-columns: 44px 1fr 44px 44px;
    align-items: center;
    margin-inline: -12px;
    text-align: center;
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
  .circle.on {
    background: color-mix(in srgb, var(--state-active-color) 36%, transparent);
    color: var(--ink);
  }
  .denied b,
  .denied .number {
    text-decoration: line-through;
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
`;
