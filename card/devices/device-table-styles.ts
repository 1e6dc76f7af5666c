/** The looks of the list of devices on a wide card: columns. */
import { css } from 'lit';

export const deviceTableStyles = css`
  @container (min-width: 720px) {
    .device {
      grid-template-columns: 36px minmax(110px, 1.2fr) minmax(130px, 1.6fr) 64px 76px 76px minmax(40px, 1.4fr);
      gap: 0 16px;
    }
    .head {
      display: grid;
      align-items: end;
      min-height: 0;
      padding-block: 4px 8px;
      color: var(--soft);
      font-size: 12px;
      font-weight: 500;
      line-height: 16px;
    }
    .circle {
      grid-row: auto;
    }
    .where,
    .standby,
    .bar,
    .used:not(.chosen) {
      display: block;
    }
    .draws {
      display: grid;
      grid-column: auto;
      grid-template-columns: auto auto 1fr;
      gap: 0 4px;
      align-items: center;
    }
    .draws b {
      grid-row: 1;
      grid-column: 1 / -1;
      line-height: 20px;
    }
    .dot {
      display: none;
    }
    .standby {
      text-align: end;
    }
    .used {
      grid-row: auto;
      grid-column: auto;
    }
    .bar i {
      display: block;
      height: 10px;
      border-radius: 3px;
      forced-color-adjust: none;
    }
    .member .who {
      grid-column: 2;
    }
    .member .progress {
      grid-column: 3 / -1;
      padding-block-start: 0;
    }
    .member:not(:has(.progress)) .who {
      grid-column: 2 / -1;
    }
  }
`;
