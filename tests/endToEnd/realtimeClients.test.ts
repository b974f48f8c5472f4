import { once } from "node:events";
import { request as httpsRequest } from "node:https";
import { X509Certificate } from "node:crypto";
import { connect as tlsConnect } from "node:tls";
import { expect } from "chai";
import OpenAI, { AzureOpenAI } from "openai";
import { OpenAIRealtimeWS as PreviewRealtimeWS } from "openai/beta/realtime/ws";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { WebSocket } from "ws";
import { GenAiGateway } from "../../components";
import { loopbackCertificate } from "../../packages/local-gateway/http/loopbackCertificate";
import { serveLocalStack, type ServedStack } from "../../packages/local-gateway/stack/serveStack";
import { evaluatedProgram } from "../components/evaluated";
import { realtimeConfig } from "./realtimeStack";

const certificate = loopbackCertificate();
const trusting = { ca: certificate.cert };

describe("realtime with public clients, over TLS", () => {
  let stack: ServedStack;
  let keys: Record<string, string>;
  before(async () => {
    const { deployment } = await evaluatedProgram(() => {
      const { subscriptionKeys, backendPlan } = new GenAiGateway("genai", {
        config: realtimeConfig({}, 30_000),
      });
      return { subscriptionKeys, backendPlan };
    });
    keys = deployment.outputs["subscriptionKeys"]!.value as Record<string, string>;
    stack = await serveLocalStack(deployment, { certificate });
    for (const account of stack.accounts.values())
      if (account.deployments.includes("live"))
        account.configure("live", { latency: { firstTokenMs: 1, perTokenMs: 0 } });
  });
  after(() => stack.close());

  /** Asks for one answer, and gives its text and the types of all events. */
  function answer(
    client: {
      on(type: never, listener: (event: never) => void): unknown;
      send(event: never): void;
      close(): void;
      socket: WebSocket;
    },
    done: string,
  ): Promise<{ types: string[]; text: string }> {
    return new Promise((resolve, reject) => {
      const types: string[] = [];
      let text = "";
      client.on("error" as never, (error: never) => reject(new Error(String(error))));
      client.on("event" as never, (event: never) => {
        const { type, delta } = event as { type: string; delta?: string };
        types.push(type);
        if (type === done) text += delta;
        if (type === "response.done") {
          client.close();
          resolve({ types: [...new Set(types)], text });
        }
      });
    });
  }
  const hello = {
    type: "conversation.item.create",
    item: { type: "message", role: "user", content: [{ type: "input_text", text: "Hello" }] },
  };

  it("serves OpenAI's client at /openai/v1", async () => {
    const client = new OpenAI({ baseURL: `${stack.url}/openai/v1`, apiKey: keys["premium-team"]! });
    const realtime = new OpenAIRealtimeWS({ model: "live", options: trusting }, client);
    const got = answer(realtime, "response.output_text.delta");
    await once(realtime.socket, "open");
    realtime.send({ type: "session.update", session: { type: "realtime", output_modalities: ["text"] } });
    realtime.send(hello as never);
    realtime.send({ type: "response.create" });
    const { types, text } = await got;
    expect(types).to.include.members([
      "session.created",
      "session.updated",
      "conversation.item.added",
      "response.output_text.done",
      "response.done",
    ]);
    expect(text).to.match(/^The .*\.$/s);
  });

  it("serves AzureOpenAI's client, by deployment and api-version", async () => {
    const client = new AzureOpenAI({
      baseURL: `${stack.url}/openai`,
      apiKey: keys["talkers-user"]!,
      apiVersion: "2025-04-01-preview",
    });
    const realtime = await PreviewRealtimeWS.azure(client, { deploymentName: "live", options: trusting });
    const got = answer(realtime, "response.audio_transcript.delta");
    await once(realtime.socket, "open");
    realtime.send(hello as never);
    realtime.send({ type: "response.create" });
    const { types, text } = await got;
    expect(types).to.include.members([
      "session.created",
      "conversation.item.created",
      "response.audio.delta",
      "response.audio.done",
    ]);
    expect(text).to.not.equal("");
  });

  it("serves what browsers send: the key among the sub-protocols, or in the query", async () => {
    const url = stack.url.replace("https", "wss");
    const forms = [
      new WebSocket(
        `${url}/openai/v1/realtime?model=live`,
        ["realtime", `openai-insecure-api-key.${keys["premium-team"]}`],
        trusting,
      ),
      new WebSocket(
        `${url}/openai/realtime?api-version=2025-04-01-preview&deployment=live&api-key=${keys["premium-team"]}`,
        ["realtime"],
        trusting,
      ),
    ];
    for (const socket of forms) {
      const [data] = (await once(socket, "message")) as [Buffer];
      expect((JSON.parse(data.toString()) as { type: string }).type).to.equal("session.created");
      expect(socket.protocol).to.equal("realtime");
      socket.close();
    }
  });

  it("lets clients read why they are refused", async () => {
    const socket = new WebSocket(`${stack.url.replace("https", "wss")}/openai/v1/realtime?model=nothing`, {
      ...trusting,
      headers: { "api-key": keys["premium-team"] },
    });
    const [, answer] = (await once(socket, "unexpected-response")) as [
      unknown,
      AsyncIterable<Buffer> & { statusCode: number },
    ];
    let text = "";
    for await (const chunk of answer) text += chunk.toString();
    expect([answer.statusCode, text]).to.deep.equal([
      404,
      '{"statusCode":404,"message":"The gateway has no realtime deployment of that name. It has: live."}',
    ]);
  });

  it("leaves nothing open after 200 sessions that were opened and dropped", async () => {
    const url = `${stack.url.replace("https", "wss")}/openai/v1/realtime?model=live`;
    const before = stack.recorded.eventHubEvents.length;
    const rows = () => stack.recorded.gatewayLogs.filter(({ ResponseCode }) => ResponseCode === 101).length;
    const ended = rows();
    const open = async (at: number) => {
      const socket = new WebSocket(url, { ...trusting, headers: { "api-key": keys["premium-team"] } });
      await once(socket, "message");
      if (at % 2) socket.terminate();
      else socket.close(1000);
    };
    for (let at = 0; at < 200; at += 20)
      await Promise.all(Array.from({ length: 20 }, (_, index) => open(at + index)));
    expect(stack.recorded.eventHubEvents.length - before).to.equal(200);
    while (rows() - ended < 200) await new Promise(setImmediate);
    const live = [...stack.accounts.values()].flatMap(({ ledger }) =>
      ledger.calls.filter(({ operation }) => operation === "realtime"),
    );
    expect(live.filter(({ status }) => status === 101).length).to.be.at.least(200);
  });

  it("speaks HTTPS with a certificate that says whom it is for", async () => {
    const { port } = new URL(stack.url);
    const call = (host: string, ca?: string) =>
      new Promise<number>((resolve, reject) => {
        const request = httpsRequest(
          `https://${host}:${port}/openai/v1/models`,
          { ca, headers: { "api-key": keys["premium-team"] } },
          (response) => {
            response.resume();
            resolve(response.statusCode!);
          },
        );
        request.on("error", reject).end();
      });
    expect(await call("127.0.0.1", certificate.cert)).to.equal(200);
    expect(await call("localhost", certificate.cert)).to.equal(200);
    const refused = await call("127.0.0.1").catch((error: NodeJS.ErrnoException) => error.code);
    expect(refused).to.be.oneOf(["DEPTH_ZERO_SELF_SIGNED_CERT", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"]);
    // Another start has another key.
    expect(new X509Certificate(loopbackCertificate().cert).fingerprint256).not.to.equal(
      new X509Certificate(certificate.cert).fingerprint256,
    );
    const socket = tlsConnect({
      port: Number(port),
      host: "127.0.0.1",
      ca: certificate.cert,
      servername: "localhost",
    });
    await once(socket, "secureConnect");
    expect(socket.authorized).to.equal(true);
    socket.destroy();
  });
});
