import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { BudgetBody } from './budget.dto.js';

const BODY = { name: 'All of us', scope: 'organisation', period: 'month' };
const wrong = async (more: object) =>
  (await validate(plainToInstance(BudgetBody, { ...BODY, ...more }))).map(({ property }) => property);

describe(BudgetBody.name, () => {
  it('must not take a hard limit away because its field was left out', async () => {
    expect(await wrong({})).toEqual(['limit_usd']);
    expect(await wrong({ limit_usd: undefined })).toEqual(['limit_usd']);
  });

  it.each([null, '0', '12.50'])('takes the limit %j', async (limit_usd) => {
    expect(await wrong({ limit_usd })).toEqual([]);
  });

  it.each([12.5, '', '-1', '1e3'])('refuses the limit %j', async (limit_usd) => {
    expect(await wrong({ limit_usd })).toEqual(['limit_usd']);
  });
});
