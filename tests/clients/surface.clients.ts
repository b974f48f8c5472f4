import { expect } from "chai";
import OpenAI, { AzureOpenAI } from "openai";
import { startFullStack, deployments, type FullStack } from "./fullStack";
import { offered } from "./openaiMethods";
import { refused } from "./refused";

/** Parts of the package whose every method the gateway serves or refuses with a reason. */
const families = [
  "chat",
  "completions",
  "embeddings",
  "responses",
  "conversations",
  "images",
  "audio",
  "models",
  "batches",
  "files",
] as const;

/** The methods of the package as it is installed: chat.completions.create and so on. */
function methodsOf(resource: object, path: string): string[] {
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(resource))
    .filter((name) => name !== "constructor" && !name.startsWith("_"))
    .map((name) => `${path}.${name}`);
  const below = Object.entries(resource).flatMap(([name, value]: [string, unknown]) =>
    name !== "_client" && typeof value === "object" && value !== null && "_client" in value
      ? methodsOf(value, `${path}.${name}`)
      : [],
  );
  return [...own, ...below];
}

describe("the openai package through the whole local stack", () => {
  let full: FullStack;
  const clients: Record<string, (key?: string) => OpenAI> = {
    OpenAI: (key) => new OpenAI({ apiKey: key ?? full.key, baseURL: `${full.url}/openai/v1`, maxRetries: 0 }),
    AzureOpenAI: (key) =>
      new AzureOpenAI({
        apiKey: key ?? full.key,
        endpoint: full.url,
        apiVersion: "2025-04-01-preview",
        maxRetries: 0,
      }),
  };
  before(async () => {
    full = await startFullStack();
  });
  after(() => full?.stack.close());

  it("has every method of the families in one table or the other", () => {
    const client = new OpenAI({ apiKey: "none" });
    const methods = families.flatMap((family) => methodsOf(client[family], family));
    expect(methods).to.have.length.greaterThan(40);
    expect(methods.filter((method) => !(method in offered) && !(method in refused))).to.deep.equal([]);
    expect(Object.keys(offered).filter((method) => !methods.includes(method))).to.deep.equal([]);
  });

  for (const [name, client] of Object.entries(clients))
    describe(name, () => {
      for (const [method, call] of Object.entries(offered))
        it(method, async () => {
          const answer = await call(client());
          expect(answer, "what the call gave").to.be.ok;
          if (method === "models.list") expect(answer).to.deep.equal(Object.values(deployments).sort());
        });
    });

  for (const [method, line] of Object.entries(refused))
    it(`refuses ${method} with a reason`, async () => {
      const [verb, path] = line.split(" ") as [string, string];
      const answer = await fetch(`${full.url}/openai/v1${path}`, {
        method: verb,
        headers: { "api-key": full.key, "Content-Type": "application/json" },
        ...(verb === "POST" ? { body: "{}" } : {}),
      });
      const { error } = (await answer.json()) as { error: { message: string; code: string } };
      expect(answer.status).to.equal(404);
      expect(error.code).to.be.a("string");
      expect(error.message.length).to.be.within(20, 2_000);
    });
});
