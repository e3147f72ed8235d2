import { parentPort } from 'node:worker_threads';
import { extractPage, type ExtractedPage, type PageSource } from './extract-page.js';

// What an ExtractionThread runs. All that is imported here must run in plain Node with its types taken out (no
// parameter properties, no `@app` paths): that is how tests start it.

/** `ready` once, when everything is loaded; then one per page. Null: the page defeated the parser. */
export type Extraction = 'ready' | ExtractedPage | null;

function extraction(source: PageSource): Extraction {
  try {
    return extractPage(source);
  } catch {
    return null;
  }
}

const port = parentPort;
if (port !== null) {
  // oxlint-disable unicorn/require-post-message-target-origin -- a thread's port, not a window's
  port.on('message', (source: PageSource) => port.postMessage(extraction(source)));
  port.postMessage('ready' satisfies Extraction);
}
