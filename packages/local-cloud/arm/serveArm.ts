import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { LocalCloud } from "../account/localCloud";
import { answerArm, type ArmStandInOptions } from "./armStandIn";

export interface ArmServer {
  /** What AZURE_GENAI_GATEWAY_ARM_URL is to be. */
  readonly url: string;
  close(): Promise<void>;
}

/** The stand-in of {@link answerArm} on a free port of 127.0.0.1. */
export async function serveArm(cloud: LocalCloud, options: ArmStandInOptions = {}): Promise<ArmServer> {
  const server = createServer((request, response) => {
    bodyOf(request).then(
      (asked) => {
        const { status, body } = answerArm(cloud, options, request.method ?? "", request.url ?? "", asked);
        response.writeHead(status, { "content-type": "application/json" });
        response.end(body === undefined ? "" : JSON.stringify(body));
      },
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}
