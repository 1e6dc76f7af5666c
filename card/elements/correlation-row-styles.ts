/** The looks of the list of changes on a narrow card: two lines a row. */
import { css } from 'lit';

export const correlationRowStyles = css`
  table {
    display: block;
    width: 100%;
    border-collapse: collapse;
  }
  thead {
    display: none;
  }
  tbody {
    display: block;
  }
  tr {
    position: relative;
    display: grid;
    grid-template-columns: minmax(58px, auto) 28px minmax(0, 1fr) auto;
    grid-template-areas: 'time icon name change' 'confidence icon state levels';
    gap: 2px 8px;
    align-items: baseline;
    min-height: 60px;
    margin-inline: -8px;
    padding: 10px 8px;
    border-block-start: 1px solid var(--divider-color);
  }
  tr:has(button.name) {
    cursor: pointer;
  }
  tr:has(button.name):hover {
    background: var(--quiet);
  }
  table:not(.all) tbody tr:nth-child(n + 9) {
    display: none;
  }
  td {
    min-width: 0;
    padding: 0;
  }
  .time {
    grid-area: time;
  }
  .day {
    display: block;
    color: var(--soft);
    font-size: 12px;
    line-height: 16px;
  }
  .device,
  .device > div {
    display: contents;
  }
  ha-icon {
    --mdc-icon-size: 24px;
    grid-area: icon;
    align-self: center;
    color: var(--state-icon-color);
  }
  .name {
    grid-area: name;
    padding: 0;
    overflow: hidden;
    border: 0;
    background: none;
    font-weight: 500;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
    cursor: inherit;
  }
  /* The whole row is pressed. */
  tr:has(button.name:focus-visible) {
    outline: 2px solid var(--primary-color);
    outline-offset: -2px;
  }
  .name:focus-visible {
    outline: none;
  }
  .area,
  .cause {
    display: none;
  }
  .state {
    grid-area: state;
    color: var(--soft);
    font-size: 12px;
    line-height: 16px;
    overflow-wrap: anywhere;
  }
  .values {
    color: var(--ink);
  }
  .change {
    grid-area: change;
    font-weight: 500;
  }
  .levels,
  .confidence {
    color: var(--soft);
    font-size: 12px;
    line-height: 16px;
  }
  .levels {
    grid-area: levels;
  }
  .confidence {
    grid-area: confidence;
  }
  .menu {
    display: none;
  }
  .menued {
    padding-inline-end: 16px;
  }
  .menued .menu {
    display: block;
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: -8px;
  }
  .menu wattribute-menu {
    --menu-width: 24px;
  }
  .long {
    display: none;
  }
  .confirmed {
    display: inline-block;
    margin-inline-start: 4px;
    vertical-align: -2px;
    color: var(--ink);
  }
  .end {
    text-align: end;
  }
  .denied .name,
  .denied .change,
  .denied .levels {
    text-decoration: line-through;
  }
  tr.new::before {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    width: 3px;
    background: var(--primary-color);
    content: '';
  }
  /* Large text on a small phone is as narrow as this: words come before drawings. */
  @container (max-width: 339px) {
    tr {
      grid-template-columns: minmax(58px, auto) minmax(0, 1fr) auto;
      grid-template-areas: 'time name change' 'confidence state levels';
    }
    ha-icon {
      display: none;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    tr.new {
      animation: arrive 2.4s ease-out both;
    }
  }
  @keyframes arrive {
    0%,
    45% {
      background-color: var(--fill);
    }
    to {
      background-color: transparent;
    }
  }
`;
