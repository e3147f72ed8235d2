import { Place } from './place.js';

describe(Place.name, () => {
  it('is left once, when the last one who needs it lets go', () => {
    const leave = jest.fn();
    const place = new Place(leave);
    const [client, answer] = [place.need(), place.need()];
    client();
    client();
    expect(leave).not.toHaveBeenCalled();
    answer();
    answer();
    expect(leave).toHaveBeenCalledTimes(1);
  });
});
