/** The looks of what a user fills in. */
import { css } from 'lit';
import { refusalStyles } from './refusal-styles.ts';

const fieldStyles = css`
  form {
    display: grid;
    gap: 12px;
    margin-block: 8px;
  }
  form p {
    margin: 0;
  }
  .input {
    display: grid;
    gap: 4px;
  }
  .input input,
  .input select {
    width: 100%;
    height: 44px;
    padding: 0 12px;
    border: 0;
    border-block-end: 1px solid var(--soft);
    border-radius: 4px 4px 0 0;
    background: var(--ha-color-form-background, var(--quiet));
  }
  option {
    background: var(--card-background-color);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    justify-content: flex-end;
  }
  .buttons .action,
  .buttons .plain {
    margin: 0;
  }
  .plain {
    min-height: 44px;
    padding: 0 16px;
    border: 0;
    border-radius: 22px;
    background: none;
    font-weight: 500;
    cursor: pointer;
  }
  .plain:hover {
    background: var(--quiet);
  }
  .tonal {
    background: var(--fill);
    color: var(--on-fill);
    forced-color-adjust: none;
  }
`;

export const formStyles = [refusalStyles, fieldStyles];
