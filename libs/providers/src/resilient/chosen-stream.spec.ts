import type { ModelEvent } from '../model-event.js';
import { ChosenStream, readUntilText, type Chosen } from './chosen-stream.js';

const START: ModelEvent = { type: 'model-start', id: 'call', model: 'fake-model' };
const text = (delta: string): ModelEvent => ({ type: 'text-delta', delta });

const CITATION: ModelEvent = {
  type: 'citation',
  sourceId: 1,
  url: 'https://a.example/',
  title: null,
  citedText: null,
  span: { start: 0, end: 1 },
};

async function* say(...events: ModelEvent[]): AsyncGenerator<ModelEvent> {
  yield* events;
}

describe(ChosenStream.name, () => {
  it('shows what was held back, then goes on with the source', async () => {
    const seen: ModelEvent[] = [];
    const choose = (): Promise<Chosen> => readUntilText(say(START, text('a'), text('b')));
    for await (const event of new ChosenStream(choose)) seen.push(event);
    expect(seen).toEqual([START, text('a'), text('b')]);
  });

  it.each<ModelEvent>([text('a'), CITATION])(
    'goes on as soon as a reader sees something: %j',
    async (event) => {
      const { held } = await readUntilText(say(START, event, text('b')));
      expect(held).toEqual([START, event]);
    },
  );

  it('chooses once: a choice that failed is not made again', async () => {
    const choose = jest.fn(() => Promise.reject(new Error('nobody answers')));
    const stream = new ChosenStream(choose);
    await expect(stream.next()).rejects.toThrow('nobody answers');
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(await stream.return()).toEqual({ done: true, value: undefined });
    expect(choose).toHaveBeenCalledTimes(1);
  });

  it('closes the source when it is left, held events or not', async () => {
    const source = say(START, text('a'), text('b'));
    const stream = new ChosenStream(() => readUntilText(source));
    expect(await stream.next()).toEqual({ done: false, value: START });
    await stream.return();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(await source.next()).toEqual({ done: true, value: undefined });
  });

  it('chooses nothing when it is left before it is read', async () => {
    const choose = jest.fn();
    await new ChosenStream(choose).return();
    expect(choose).not.toHaveBeenCalled();
  });

  it('can be left when its source cannot be closed', async () => {
    const rest = { next: () => Promise.resolve({ done: true as const, value: undefined }) };
    const stream = new ChosenStream(() => Promise.resolve({ held: [START], rest }));
    await stream.next();
    expect(await stream.return()).toEqual({ done: true, value: undefined });
  });
});
