/** What all elements share: the roles of colour, the four textures of provenance, buttons, numbers. */
import { css } from 'lit';

export const baseStyles = css`
  :host {
    --data: var(--energy-grid-consumption-color);
    --ink: var(--primary-text-color);
    --soft: var(--secondary-text-color);
    --surface: var(--ha-card-background, var(--card-background-color));
    --fill: var(--ha-color-fill-primary-normal-resting, color-mix(in srgb, var(--primary-color) 14%, transparent));
    --quiet: color-mix(in srgb, var(--primary-text-color) 5%, transparent);
    display: block;
    color: var(--ink);
    font-size: 14px;
    line-height: 20px;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  svg {
    display: block;
    flex: none;
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    direction: ltr;
    unicode-bidi: isolate;
  }
  .soft {
    color: var(--soft);
  }
  .small {
    font-size: 12px;
    line-height: 16px;
  }
  .strong {
    font-weight: 500;
  }
  .note {
    margin: 4px 0 0;
    font-size: 12px;
    line-height: 16px;
    color: var(--soft);
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .action {
    position: relative;
    display: inline-flex;
    gap: 8px;
    align-items: center;
    min-height: 40px;
    margin: 8px 0 0;
    padding: 0 16px;
    border: 0;
    border-radius: 22px;
    background: color-mix(in srgb, var(--ink) 9%, transparent);
    font-weight: 500;
    cursor: pointer;
  }
  .action::after {
    position: absolute;
    inset: -2px 0;
    content: '';
  }
  .action:hover {
    background: color-mix(in srgb, var(--ink) 14%, transparent);
  }
`;

/** One hue; measured solid, learned diagonal lines, always on flat grey with an edge, unexplained dots, the rest an empty outline. */
export const textures = css`
  .swatch {
    width: 12px;
    height: 12px;
    border-radius: 3px;
  }
  .measured {
    background: var(--data);
  }
  .learned,
  .entered {
    background: repeating-linear-gradient(
      135deg,
      var(--data) 0 2px,
      color-mix(in srgb, var(--data) 22%, var(--card-background-color)) 2px 5px
    );
    box-shadow: inset 0 0 0 1px var(--data);
  }
  .always_on {
    background: color-mix(in srgb, var(--soft) 38%, var(--card-background-color));
    box-shadow: inset 0 0 0 1px var(--soft);
  }
  .unexplained {
    background: radial-gradient(circle, var(--ink) 1px, transparent 1.25px) 0 0/4px 4px;
    box-shadow: inset 0 0 0 1px var(--soft);
  }
  .rest {
    background: transparent;
    box-shadow: inset 0 0 0 1px var(--soft);
  }
  i {
    forced-color-adjust: none;
  }
`;
