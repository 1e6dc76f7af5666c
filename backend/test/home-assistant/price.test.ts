import { describe, expect, it } from 'vitest';
import { readPrice } from '../../home-assistant/price.ts';

const priceOf = (state: string, unit_of_measurement?: string) => readPrice({ state, attributes: { unit_of_measurement } });

describe('the price of a kWh that an entity tells', () => {
  it.each([
    ['0.25', undefined, 0.25],
    ['0.25', 'EUR', 0.25],
    ['0.25', 'EUR/kWh', 0.25],
    ['0.25', '€ / kwh', 0.25],
    ['250', 'EUR/MWh', 0.25],
    ['-250', 'EUR/MWh', -0.25],
    ['0.09', 'EUR/MJ', 0.324],
    ['25', 'ct/kWh', 0.25],
    ['25', 'Cent/kWh', 0.25],
    ['25', 'öre/kWh', 0.25],
    ['2500', 'c/MWh', 0.025],
    ['1.2', 'CZK/kWh', 1.2],
    ['1.2', 'CAD/kWh', 1.2],
  ])('%s %s is %d', (state, unit, price) => expect(priceOf(state, unit)).toBeCloseTo(price));

  it.each(['unavailable', 'unknown', '', ' '])('is not known where it is "%s"', (state) => expect(priceOf(state, 'EUR/kWh')).toBeNull());
});
