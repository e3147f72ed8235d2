import { editDistance } from './edit-distance.js';

describe(editDistance.name, () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['gpt-4o', 'gpt-4o', 0],
  ])('counts from %j to %j', (left, right, distance) => {
    expect(editDistance(left, right)).toBe(distance);
  });
});
