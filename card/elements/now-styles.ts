/** The looks of the panel Now: stacked on a narrow card, in two rows on a wide one, one strip where all of it has room. */
import { css } from 'lit';

export const nowStyles = css`
  .top {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 16px;
    align-items: end;
    padding-block-start: 4px;
  }
  .label {
    font-weight: 500;
    color: var(--soft);
  }
  .power {
    font-size: 40px;
    line-height: 48px;
    letter-spacing: -0.01em;
  }
  .power span {
    margin-inline-start: 4px;
    font-size: 16px;
    letter-spacing: 0;
    color: var(--soft);
  }
  .stale {
    color: var(--soft);
  }
  .why {
    margin: 8px -8px;
  }
  .why .note {
    margin: 0 8px 8px;
  }
  wattribute-notice {
    margin-block-start: 12px;
  }
  .parts {
    margin-block-start: 12px;
  }
  .compact .top {
    align-items: center;
    padding: 0;
  }
  .compact .power {
    font-size: 28px;
    line-height: 36px;
  }
  .compact .why {
    margin-block: 4px 0;
  }
  .compact .parts {
    margin-block-start: 8px;
  }
  .compact wattribute-sparkline {
    width: 77px;
  }
  @container (min-width: 720px) {
    .now:not(.compact) {
      display: grid;
      grid-template-columns: minmax(240px, 1fr) minmax(304px, 1.15fr);
      gap: 12px 32px;
      align-items: center;
    }
    .top {
      padding: 0;
    }
    .now:not(.compact) .why,
    .now:not(.compact) .parts,
    wattribute-notice {
      margin: 0;
    }
    wattribute-notice {
      grid-column: 2 / -1;
    }
    .flows {
      margin-block-start: 4px;
      padding-block-start: 4px;
    }
    .now:not(.compact) .parts {
      grid-column: 1 / -1;
    }
  }
  @container (min-width: 980px) {
    .now:not(.compact) {
      grid-template-columns: minmax(240px, 1fr) minmax(304px, 1.15fr) minmax(320px, 1.4fr);
    }
    .now:not(.compact) .parts {
      grid-column: auto;
    }
  }
`;
