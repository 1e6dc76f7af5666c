/** The looks of the list of changes on a wide card: a table. */
import { css } from 'lit';

export const correlationTableStyles = css`
  @container (min-width: 720px) {
    .filters {
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: center;
    }
    .chips {
      order: -1;
      margin-inline: -8px;
      padding-inline: 8px;
      mask-image: linear-gradient(to right, transparent 0, #000 8px calc(100% - 24px), transparent);
    }
    .search {
      width: 150px;
    }
    table {
      display: table;
    }
    thead {
      display: table-header-group;
    }
    tbody {
      display: table-row-group;
    }
    tr,
    table:not(.all) tbody tr:nth-child(n + 9) {
      display: table-row;
    }
    td,
    th {
      height: 48px;
      padding: 10px 6px;
      border-block-start: 1px solid var(--divider-color);
      text-align: start;
      vertical-align: middle;
    }
    th {
      height: 44px;
      padding-block: 0;
      border: 0;
      color: var(--soft);
      font-size: 12px;
      font-weight: 500;
    }
    th button {
      display: inline-flex;
      gap: 4px;
      align-items: center;
      min-width: 44px;
      min-height: 44px;
      padding: 0;
      border: 0;
      background: none;
      cursor: pointer;
    }
    th.end button {
      flex-direction: row-reverse;
    }
    th[aria-sort] button {
      color: var(--ink);
    }
    tr > :first-child {
      padding-inline-start: 8px;
    }
    tr > :last-child {
      padding-inline-end: 8px;
    }
    .device,
    .cause {
      display: table-cell;
    }
    .device > div {
      display: grid;
      grid-template-columns: 24px 1fr;
      gap: 0 12px;
      align-items: center;
    }
    ha-icon {
      grid-area: 1 / 1 / 3 / 2;
    }
    .name {
      grid-area: 1 / 2;
    }
    .area {
      display: block;
      grid-area: 2 / 2;
      color: var(--soft);
      font-size: 12px;
      line-height: 16px;
    }
    .name:has(+ .area:empty) {
      grid-row: 1 / 3;
    }
    .state,
    .confidence,
    .levels {
      font-size: 14px;
      line-height: 20px;
    }
    .state {
      max-width: 150px;
      color: var(--ink);
    }
    .where {
      display: none;
    }
    .end,
    .change,
    .levels {
      text-align: end;
    }
    .confidence,
    th:nth-child(6) {
      padding-inline-start: 28px;
    }
    th.menu,
    .menu,
    .menued .menu {
      display: table-cell;
      position: static;
      width: 28px;
      padding-block: 0;
    }
    .menu wattribute-menu {
      --menu-width: 44px;
      margin-inline: -8px;
    }
    .long {
      display: inline;
    }
    tr.new::before {
      display: none;
    }
    tr.new td:first-child {
      box-shadow: inset 3px 0 var(--primary-color);
    }
    .narrow-only {
      display: none;
    }
  }
`;
