import { createServer } from "node:http";
import { Pool } from "undici";
import { listening, upstreamPort } from "./listening";

/** What a proxy on Node can reach at best: node:http in front, undici's dispatch behind, bodies in memory, nothing else. */
const pool = new Pool(`http://127.0.0.1:${upstreamPort}`);

const server = createServer((request, response) => {
  const sent: Buffer[] = [];
  request.on("data", (chunk: Buffer) => sent.push(chunk));
  request.on("end", () => {
    const received: Buffer[] = [];
    let streamed = false;
    pool.dispatch(
      {
        path: request.url ?? "/",
        method: "POST",
        headers: { "content-type": "application/json" },
        body: Buffer.concat(sent),
      },
      {
        onRequestStart() {},
        onResponseStart(_controller, status, headers) {
          streamed = headers["content-length"] === undefined;
          if (streamed) response.writeHead(status, { "Content-Type": "text/event-stream" });
        },
        onResponseData(_controller, chunk) {
          if (streamed) response.write(chunk);
          else received.push(chunk);
        },
        onResponseEnd() {
          if (streamed) response.end();
          else {
            const body = Buffer.concat(received);
            response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length });
            response.end(body);
          }
        },
        onResponseError() {
          response.destroy();
        },
      },
    );
  });
});
listening(server);
