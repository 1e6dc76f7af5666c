/** The looks of the ledger. */
import { css } from 'lit';

export const ledgerStyles = css`
  .note {
    margin-block-end: 8px;
  }
  wattribute-notice {
    margin-block: 8px;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: 36px minmax(0, 1fr) auto auto;
    gap: 2px 12px;
    align-items: center;
    min-height: 64px;
    padding-block: 10px;
    border-block-start: 1px solid var(--divider-color);
  }
  .circle {
    --mdc-icon-size: 24px;
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--state-icon-color) 18%, transparent);
    color: var(--state-icon-color);
  }
  .who {
    overflow-wrap: anywhere;
  }
  .used {
    text-align: end;
  }
  wattribute-menu {
    margin-inline: -8px -12px;
  }
  .below {
    grid-column: 2 / -1;
  }
  .below .action {
    margin: 4px 0 0;
  }
  summary {
    min-height: 44px;
    border-block-start: 1px solid var(--divider-color);
    font-weight: 500;
    line-height: 44px;
    cursor: pointer;
  }
`;
