// The yardstick: the least one can write on the same parts. Express and the official SDK as they come; no
// auth, no limits, no redaction, no ledger, no logs, no database.
import express from 'express';
import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'sk-bench', baseURL: process.env.OPENAI_BASE_URL });
const app = express();
app.use(express.json());
// oxlint-disable-next-line no-async-endpoint-handlers -- express 5 takes rejected promises
app.post('/v1/chat', async (request, response) => {
  const completion = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: request.body.message }],
    max_completion_tokens: 256,
  });
  response.json({ content: completion.choices[0].message.content, usage: completion.usage });
});
const server = app.listen(Number(process.env.PORT), '127.0.0.1', () => {
  process.send?.({ listening: server.address().port });
});
process.on('disconnect', () => process.exit(0));
