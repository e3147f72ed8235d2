import { presentedKey } from './presented-key.js';

describe(presentedKey.name, () => {
  it.each([
    [{ 'x-api-key': 'one' }, 'one'],
    [{ authorization: 'Bearer two' }, 'two'],
    [{ authorization: 'bearer  two' }, 'two'],
    [{ 'x-api-key': 'one', authorization: 'Bearer two' }, 'one'],
    [{ 'x-api-key': '', authorization: 'Bearer two' }, 'two'],
    [{ authorization: 'Basic dHdv' }, undefined],
    [{ authorization: 'Bearer' }, undefined],
    [{}, undefined],
  ])('reads %j as %p', (headers, key) => {
    expect(presentedKey(headers)).toBe(key);
  });
});
