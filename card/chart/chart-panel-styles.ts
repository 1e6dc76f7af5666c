/** The looks of what stands around the chart: paging, key, what no entity explains. */
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
  .icon:hover {
    background: var(--quiet);
  }
  .icon[aria-disabled='true'] {
    background: none;
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
  .mean {
    border-block-start: 2px solid var(--data);
    background: color-mix(in srgb, var(--data) 26%, transparent);
  }
  .highest {
    background: color-mix(in srgb, var(--data) 13%, transparent);
    box-shadow: inset 0 0 0 1px var(--data);
  }
  .span {
    display: flex;
    justify-content: space-between;
    align-items: center;
    margin: 4px 0;
  }
  .span .action {
    margin: 0;
    color: var(--ink);
  }
  .unknown {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr);
    gap: 12px;
    align-items: center;
    min-height: 48px;
    margin-block-start: 8px;
  }
  button.unknown {
    grid-template-columns: 24px minmax(0, 1fr) 24px;
    width: calc(100% + 16px);
    margin-inline: -8px;
    padding: 4px 8px;
    border: 0;
    border-radius: 8px;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  button.unknown:hover {
    background: var(--quiet);
  }
  .ahead {
    color: var(--soft);
  }
  :host(:dir(rtl)) .ahead {
    transform: scaleX(-1);
  }
  @container (min-width: 440px) {
    .paging {
      display: flex;
    }
  }
`;
