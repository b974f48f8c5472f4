import { type ChildProcess, spawn } from "node:child_process";
import { request, createServer } from "node:http";
import { dirname, join } from "node:path";
import { listening, upstreamPort } from "./listening";

/**
 * Portkey's gateway as its package starts it, behind a few lines that give it the path and headers it wants. They
 * take less than a tenth of what it takes itself.
 */
const folder = dirname(require.resolve("@portkey-ai/gateway/package.json"));
const port = 20_000 + Math.floor(Math.random() * 20_000);
const child: ChildProcess = spawn(
  process.execPath,
  [join(folder, "build/start-server.js"), `--port=${port}`, "--headless"],
  { stdio: "ignore" },
);
process.once("exit", () => child.kill());

const server = createServer((incoming, outgoing) => {
  const sent = request(
    {
      host: "127.0.0.1",
      port,
      method: "POST",
      path: "/v1/chat/completions",
      headers: {
        ...incoming.headers,
        "x-portkey-provider": "openai",
        "x-portkey-custom-host": `http://127.0.0.1:${upstreamPort}/v1`,
      },
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  sent.on("error", () => outgoing.destroy());
  incoming.pipe(sent);
});

/** It takes a second to come up. */
function whenUp(then: () => void): void {
  request({ host: "127.0.0.1", port }, () => then())
    .on("error", () => setTimeout(() => whenUp(then), 100))
    .end();
}
whenUp(() => listening(server));
