/** The looks of what stands around the list of changes: filters, progress, buttons. */
import { css } from 'lit';

export const correlationFilterStyles = css`
  p {
    margin: 0;
  }
  .note {
    margin-block-start: 4px;
  }
  .filters {
    display: grid;
    gap: 8px;
    margin-block-end: 4px;
  }
  .fields {
    display: flex;
    gap: 8px;
  }
  .field {
    display: flex;
    flex: 1;
    gap: 8px;
    align-items: center;
    min-width: 0;
    height: 44px;
    padding-inline: 12px;
    border-block-end: 1px solid var(--soft);
    border-radius: 4px 4px 0 0;
    background: var(--ha-color-form-background, var(--quiet));
  }
  .field svg {
    color: var(--soft);
  }
  .field:focus-within {
    outline: 2px solid var(--primary-color);
    outline-offset: 1px;
  }
  .field input,
  .field select {
    width: 100%;
    min-width: 0;
    height: 44px;
    border: 0;
    outline: 0;
    background: none;
  }
  .field input::placeholder {
    color: color-mix(in srgb, var(--ink) 78%, transparent);
    opacity: 1;
  }
  .least {
    flex: 0 0 auto;
    white-space: nowrap;
  }
  option {
    background: var(--card-background-color);
  }
  .chips {
    display: flex;
    gap: 8px;
    margin-inline: -16px;
    padding: 4px 16px;
    overflow-x: auto;
    scrollbar-width: none;
    mask-image: linear-gradient(to right, transparent 0, #000 16px calc(100% - 28px), transparent);
  }
  .chip {
    position: relative;
    display: inline-flex;
    flex: none;
    gap: 6px;
    align-items: center;
    height: 36px;
    padding: 0 12px;
    border: 1px solid color-mix(in srgb, var(--ink) 24%, transparent);
    border-radius: 10px;
    background: none;
    font-size: 13px;
    white-space: nowrap;
    cursor: pointer;
  }
  .chip::after {
    position: absolute;
    inset: -5px 0;
    content: '';
  }
  .chip[aria-pressed='true'] {
    border-color: var(--primary-color);
    background: var(--fill);
    color: var(--on-fill);
    forced-color-adjust: none;
    font-weight: 500;
  }
  .chip .number {
    color: color-mix(in srgb, var(--ink) 78%, transparent);
    font-weight: 400;
  }
  .chip[aria-pressed='true'] .number {
    color: inherit;
  }
  .waiting {
    display: grid;
    justify-items: center;
    margin-block-end: 8px;
  }
  .waiting .action {
    margin: 0;
  }
  .progress {
    height: 8px;
    margin-block: 8px;
    overflow: hidden;
    border-radius: 4px;
    background: color-mix(in srgb, var(--ink) 10%, transparent);
  }
  .progress i {
    display: block;
    height: 100%;
    border-radius: 4px;
    background: var(--data);
    forced-color-adjust: none;
  }
  .learning {
    margin-block-end: 12px;
  }
  .more {
    display: flex;
    justify-content: space-between;
    align-items: center;
    min-height: 44px;
    margin-block-end: -12px;
    border-block-start: 1px solid var(--divider-color);
  }
  .text {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    min-height: 44px;
    margin-inline: -12px;
    padding: 0 12px;
    border: 0;
    border-radius: 22px;
    background: none;
    font-weight: 500;
    cursor: pointer;
  }
  .text:hover {
    background: var(--quiet);
  }
  .order {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    color: var(--soft);
  }
  .order select {
    min-height: 44px;
    border: 0;
    background: none;
    field-sizing: content;
  }
`;
