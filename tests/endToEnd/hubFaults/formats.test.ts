import { expect } from "chai";
import { ask } from "../ask";
import { answer } from "../providers/providerStack";
import { apis, headersOf, hosts, models, startAll, type Format } from "./everyProvider";

/** The format of a request, by its path and its body alone. */
function formatOf(url: string, text: string): Format | "unknown" {
  const { pathname } = new URL(url);
  const body = JSON.parse(text) as Record<string, unknown>;
  const [first] = (body["messages"] as { content: unknown }[] | undefined) ?? [];
  if (pathname.endsWith("/chat/completions") && typeof first?.content === "string") return "openai";
  if (pathname.endsWith("/v1/messages") && typeof body["max_tokens"] === "number") return "anthropic";
  if (pathname.endsWith(":generateContent") && Array.isArray(body["contents"])) return "gemini";
  if (pathname.endsWith("/converse") && Array.isArray(first?.content)) return "bedrock";
  return "unknown";
}

/** Which of the providers that a call of a model can reach stand in the way of it. */
const weathers = {
  "that all answer": () => answer({}),
  "that have no room": () => answer({}, 429, { "Retry-After": "5" }),
  "that fail": () => answer({}, 500),
} as const;

describe("the AI hub's fault 2: a body in one wire format sent to a service of another", function () {
  for (const [weather, answers] of Object.entries(weathers))
    for (const api of apis)
      it(`is not copied: ${api.name}'s calls reach services of its own format alone, ${weather}`, async () => {
        const { stack, providers } = await startAll(answers);
        const reached = new Set<string>();
        for (const model of models) {
          const before = new Map([...providers].map(([host, { requests }]) => [host, requests.length]));
          const body = api.body(model);
          const { status, bytes } = await ask(
            stack,
            `POST ${api.path(model)}`,
            headersOf(stack, api.header),
            body,
          );
          const heard = hosts.flatMap(([host, format]) =>
            providers
              .get(host)!
              .requests.slice(before.get(host))
              .map((request) => ({ host, format, ...request })),
          );
          for (const { host, format, request, text } of heard) {
            reached.add(host);
            expect([host, formatOf(request.url, text)]).to.deep.equal([host, api.format]);
            expect(format, `${model} by ${api.name} at ${host}`).to.equal(api.format);
            // The name of the model is all that may have changed.
            const sent = JSON.parse(text) as { model?: string };
            expect(JSON.stringify({ ...sent, ...(body["model"] ? { model } : {}) })).to.equal(
              JSON.stringify(body),
            );
          }
          if (heard.length === 0) expect(status, `${model}: ${bytes.toString()}`).to.equal(404);
        }
        const own = hosts.filter(([, format]) => format === api.format).map(([host]) => host);
        // Under deployments' paths only Azure's own accounts can be meant, which are asked in turn when one has no room.
        if (api.name === "Azure OpenAI") expect([...reached]).to.deep.equal([".openai.azure.com"]);
        else if (weather === "that all answer") expect(reached.size).to.be.greaterThan(0);
        else expect([...reached]).to.have.members(own);
      });
});
