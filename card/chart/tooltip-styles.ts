/** The looks of what follows the pointer. */
import { css } from 'lit';

export const tooltipStyles = css`
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
