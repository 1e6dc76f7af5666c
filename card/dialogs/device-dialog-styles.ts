/** The looks of the dialog of a device: figures, and small charts with a heading each. */
import { css } from 'lit';

export const deviceDialogStyles = css`
  wattribute-notice {
    margin-block: 8px;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(110px, 1fr));
    gap: 12px 16px;
    margin: 8px 0 0;
  }
  dl > :first-child {
    min-width: 150px;
  }
  dt {
    color: var(--soft);
    font-size: 12px;
    line-height: 16px;
  }
  dd {
    margin: 0;
    font-size: 20px;
    line-height: 28px;
  }
  dd small {
    display: block;
    color: var(--soft);
    font-size: 12px;
    line-height: 16px;
  }
  h3 {
    display: flex;
    gap: 12px;
    justify-content: space-between;
    align-items: baseline;
    margin: 20px 0 4px;
    font-size: 14px;
    font-weight: 500;
    line-height: 20px;
  }
  h3 span {
    color: var(--soft);
    font-size: 12px;
    font-weight: 400;
    text-align: end;
  }
  .two {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0 24px;
  }
  .low {
    --height: 56px;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    gap: 12px;
    align-items: center;
    min-height: 32px;
    border-block-end: 1px solid var(--divider-color);
    overflow-wrap: anywhere;
  }
  .buttons {
    margin-block-start: 20px;
  }
  form .buttons {
    margin-block-start: 0;
  }
  @container (max-width: 460px) {
    .two {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
