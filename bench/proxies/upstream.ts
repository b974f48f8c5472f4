import { createServer } from "node:http";
import { listening } from "./listening";

/** A chat answer of 682 bytes, or twenty events when the request asks for a stream. */
const answer = Buffer.from(
  JSON.stringify({
    id: "chatcmpl-bench",
    object: "chat.completion",
    created: 1_767_225_600,
    model: "gpt-5.4",
    choices: [{ index: 0, message: { role: "assistant", content: "x".repeat(420) }, finish_reason: "stop" }],
    usage: { prompt_tokens: 20, completion_tokens: 100, total_tokens: 120 },
  }).padEnd(682),
);
const event = Buffer.from(
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "word " } }] })}\n\n`,
);
const events = 20;
/** A model that thinks for a second before each word, for clients that do not wait for the end. */
const slow = process.argv[2] === "slow";

const server = createServer({ connectionsCheckingInterval: 1_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    if (!Buffer.concat(chunks).includes('"stream":true')) {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": answer.length });
      response.end(answer);
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    let sent = 0;
    const next = () => {
      if (sent++ === events) response.end("data: [DONE]\n\n");
      else response.write(event, () => (slow ? setTimeout(next, 1_000) : setImmediate(next)));
    };
    next();
  });
});
server.keepAliveTimeout = 60_000;
// Connections that never carry a request end, as those to the simulated accounts do.
server.headersTimeout = 5_000;
listening(server);
