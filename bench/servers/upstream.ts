import { createServer } from "node:http";
import { chatAnswer } from "./chatAnswer";
import { listening } from "./listening";

/** The chat answer, or twenty events when the request asks for a stream. */
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
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": chatAnswer.length });
      response.end(chatAnswer);
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
