import { compileCache } from './compile-cache.js';

describe(compileCache.name, () => {
  it('hands on the folder that Node was given, not the one of its version in it', () => {
    expect(compileCache('/app/.cache/node/v24.21.0-x64-0')).toEqual({
      NODE_COMPILE_CACHE: '/app/.cache/node',
    });
  });

  it('hands nothing on where nothing is kept', () => {
    expect(compileCache()).toEqual({});
  });
});
