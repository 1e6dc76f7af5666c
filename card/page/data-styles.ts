/** The looks of exports and migrations. */
import { css } from 'lit';

export const dataStyles = css`
  details {
    padding: 4px 16px;
  }
  summary {
    min-height: 44px;
    line-height: 44px;
    cursor: pointer;
  }
  p {
    margin: 4px 0 0;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
  }
  .action[aria-disabled='true'] {
    cursor: default;
    opacity: 0.5;
  }
  ul {
    display: grid;
    gap: 12px;
    margin: 12px 0 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
  }
  li p {
    flex-basis: 100%;
    margin: 0;
    overflow-wrap: anywhere;
  }
  li .action {
    margin: 0;
  }
  progress {
    accent-color: var(--primary-color);
  }
  a {
    display: inline-flex;
    align-items: center;
    min-height: 44px;
    color: var(--ink);
  }
`;
