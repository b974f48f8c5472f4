import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { run } from "../../packages/cli/main";
import { VirtualClock } from "../../packages/common/clock";
import { HttpHeaders, readBody, type HttpRequest, type HttpResponse } from "../../packages/common/http";
import { ProblemsError } from "../../packages/common/problem";
import type { Deployment } from "../../packages/common/resource";
import { seededRandom } from "../../packages/common/random";
import { azureProvider, evaluateProgram, readStackConfig } from "../../packages/local-cloud";
import { createLocalStack, type LocalStack } from "../../packages/local-gateway/stack/stack";
import type { UsageEvent } from "../endToEnd/devStack";
import { namedBlocks } from "./commands";

const page = "docs/extend.md";
const files = namedBlocks(page);

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}
interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
type Acme = (asked: Asked) => Answered;

/** The page's program in a folder of its own, as somebody has it who followed the page, but for one file. */
function followed(without?: string): string {
  const folder = mkdtempSync(join(tmpdir(), "extend-"));
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  // As installed, but for the build: the package's name leads to the sources.
  write("node_modules/azure-genai-gateway/package.json", JSON.stringify({ main: "index.js" }));
  write(
    "node_modules/azure-genai-gateway/index.js",
    `module.exports = require(${JSON.stringify(resolve("components/index.ts"))});`,
  );
  for (const [name, text] of files) if (name !== without) write(name, text);
  return folder;
}

const evaluate = async (folder: string): Promise<Deployment> =>
  evaluateProgram({ ...readStackConfig(folder, "dev"), provider: azureProvider });

const fault = (kind: string, wait?: string): Answered => ({
  status: 429,
  headers: { "content-type": "application/json", ...(wait === undefined ? {} : { "retry-after": wait }) },
  body: JSON.stringify({ fault: { kind, text: "Later." } }),
});
const metered = (read: number, reused: number, wrote: number): Answered => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ reply: "So be it", served_by: "acme-large-3", meter: { read, reused, wrote } }),
});
const hello = { prompt: [{ who: "user", says: "Hello" }], limit: 50 };

/** A gateway in front of Acme, which notes what it is asked. */
class Gateway {
  readonly asked: Asked[] = [];
  readonly clock = new VirtualClock();
  readonly #local: LocalStack;

  constructor(
    readonly deployment: Deployment,
    acme: Acme,
  ) {
    const handle = (request: HttpRequest): Promise<HttpResponse> => {
      const { method, url, headers, body } = request;
      const { pathname, search, hostname } = new URL(url);
      expect(hostname).to.equal("api.acme.example");
      const text = body instanceof Uint8Array ? Buffer.from(body).toString() : "";
      const asked = {
        method,
        path: pathname + search,
        headers: Object.fromEntries(
          [...headers].map(([name, values]) => [name.toLowerCase(), values.join()]),
        ),
        body: text,
      };
      this.asked.push(asked);
      const answered = acme(asked);
      return Promise.resolve({
        status: answered.status,
        reason: "",
        headers: new HttpHeaders({ ...answered.headers }),
        body: Buffer.from(answered.body),
      });
    };
    this.#local = createLocalStack(deployment, {
      clock: this.clock,
      random: seededRandom(7),
      hosts: { "api.acme.example": handle },
    });
  }

  /** A call as Acme's SDK makes it. */
  async call(subscription: string, body: object = hello, model = "large") {
    const keys = this.deployment.outputs["subscriptionKeys"]!.value as Record<string, string>;
    const response = this.#local.handle({
      method: "POST",
      url: `https://gateway.example/acme/2026/models/${model}/complete`,
      headers: new HttpHeaders({
        "Content-Type": "application/json",
        "x-acme-token": keys[subscription] ?? subscription,
      }),
      body: Buffer.from(JSON.stringify(body)),
      clientAddress: "203.0.113.9",
    });
    const whole = async () => {
      const { status, headers, body } = await response;
      return { status, headers, text: Buffer.from(await readBody(body)).toString() };
    };
    return this.clock.run(whole());
  }

  get events(): UsageEvent[] {
    return this.#local.recorded.eventHubEvents.map(({ body }) => JSON.parse(body) as UsageEvent);
  }
}

describe(`${page}: a provider of one's own`, () => {
  let folder: string;
  let deployment: Deployment;
  let played: Acme;

  before(async () => {
    folder = followed();
    deployment = await evaluate(folder);
    const module = (await import(pathToFileURL(join(folder, "acme.mjs")).href)) as { readonly acme: Acme };
    played = module.acme;
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("answers as the provider does, by the company's key, with tokens and cost in the event", async () => {
    const gateway = new Gateway(deployment, played);
    const { status, headers, text } = await gateway.call("app-one");
    expect(status, text).to.equal(200);
    expect(JSON.parse(text)).to.deep.equal({
      reply: "You said: Hello",
      served_by: "acme-large-3",
      meter: { read: 20, reused: 1000, wrote: 7 },
    });
    expect(headers.get("x-acme-quota-left")).to.equal(undefined);
    expect(headers.get("x-gateway-backend")).to.equal("acme-1");
    const [asked] = gateway.asked;
    expect(asked).to.include({ path: "/2026/models/acme-large-3/complete", body: JSON.stringify(hello) });
    expect(JSON.stringify(asked)).not.to.include(
      (deployment.outputs["subscriptionKeys"]!.value as Record<string, string>)["app-one"],
    );
    expect(asked!.headers["x-acme-token"]).to.equal("local-secret:kv-shared/acme-first");
    expect(asked!.headers["authorization"]).to.equal(undefined);
    expect(gateway.events).to.have.length(1);
    expect(gateway.events[0]).to.include({
      provider: "acme",
      product: "apps",
      backend: "acme-1",
      deployment: "large",
      tokensFrom: "response",
      promptTokens: 1020,
      cachedTokens: 1000,
      completionTokens: 7,
      totalTokens: 1027,
      // 20 x 3 + 1000 x 0.3 + 7 x 15 millionths of a dollar.
      costMicros: 465,
      priceFrom: "2026-11-01",
    });
  });

  it("lets a stream through as it comes, and counts it by estimate", async () => {
    const gateway = new Gateway(deployment, played);
    const { headers, text } = await gateway.call("app-one", { ...hello, flow: true });
    expect(headers.get("content-type")).to.equal("application/x-ndjson");
    expect(text).to.equal('{"bit":"You"}\n{"bit":"said:"}\n{"bit":"Hello"}\n');
    expect(gateway.events[0]).to.include({
      tokensFrom: "estimate",
      streamed: true,
      completionBound: 50,
      completionTokens: null,
    });
    expect(gateway.events[0]!.promptTokens).to.be.within(1, 20);
  });

  const isFirst = ({ headers }: Asked) => headers["x-acme-token"] === "local-secret:kv-shared/acme-first";

  it("asks the second backend where the first has no room", async () => {
    const gateway = new Gateway(deployment, (asked) =>
      isFirst(asked) ? fault("slow_down", "7") : played(asked),
    );
    const { status } = await gateway.call("app-one");
    expect(status).to.equal(200);
    expect(gateway.asked.map(({ headers }) => headers["x-acme-token"])).to.deep.equal([
      "local-secret:kv-shared/acme-first",
      "local-secret:kv-shared/acme-second",
    ]);
    expect(gateway.events[0]).to.include({ backend: "acme-2", attempts: 2, spilled: true, costMicros: 465 });
  });

  it("waits as long as the first that has room again", async () => {
    const gateway = new Gateway(deployment, (asked) => fault("slow_down", isFirst(asked) ? "7" : "3"));
    const { status, headers, text } = await gateway.call("app-one");
    expect([status, headers.get("retry-after")]).to.deep.equal([429, "3"]);
    expect(JSON.parse(text)).to.have.nested.property("fault.kind", "slow_down");
    expect(gateway.events[0]).to.include({ status: 429, totalTokens: 0 });
  });

  it("holds a product to its limit, and says so in the provider's words", async () => {
    const gateway = new Gateway(deployment, played);
    const statuses: number[] = [];
    for (let at = 0; at < 2; at++) statuses.push((await gateway.call("trial-one")).status);
    const { status, headers, text } = await gateway.call("trial-one");
    expect([...statuses, status]).to.deep.equal([200, 200, 429]);
    expect(Number(headers.get("retry-after"))).to.be.within(1, 60);
    expect(JSON.parse(text)).to.have.nested.property("fault.kind", "slow_down");
    expect(gateway.asked).to.have.length(2);
    expect((await gateway.call("app-one")).status).to.equal(200);
  });

  it("holds a product to its budget", async () => {
    const gateway = new Gateway(deployment, () => metered(4000, 0, 0));
    expect((await gateway.call("paid-one")).status).to.equal(200);
    const { status, text } = await gateway.call("paid-one");
    expect(status, text).to.equal(403);
    expect(JSON.parse(text)).to.have.nested.property("fault.kind", "refused");
    expect(gateway.events.map(({ costMicros }) => costMicros)).to.deep.equal([12_000, 0]);
  });

  for (const [what, subscription, model, status] of [
    ["a key that nobody has", "no-such-key", "large", 401],
    ["a model that nobody has", "app-one", "small", 404],
  ] as const)
    it(`refuses ${what} in the provider's words`, async () => {
      const gateway = new Gateway(deployment, played);
      const answer = await gateway.call(subscription, hello, model);
      expect(answer.status, answer.text).to.equal(status);
      expect(JSON.parse(answer.text)).to.have.nested.property("fault.kind", "refused");
      expect(gateway.asked).to.have.length(0);
    });

  it("has documents that lint and are laid out", async () => {
    let told = "";
    const add = (text: string) => void (told += text);
    const call = (...args: readonly string[]) =>
      run(args, { out: add, error: add, readInput: () => "", write: writeFileSync });
    const policies = join(folder, "policies");
    expect(await call("lint", policies, "--fragments", "--max-warnings", "0"), told).to.equal(0);
    expect(await call("fmt", "--check", policies), told).to.equal(0);
  });

  const needed = [...files.keys()].filter((name) => name !== "acme.mjs");
  for (const without of needed)
    it(`is told of by name, or fails, without ${without}`, async () => {
      const left = followed(without);
      const failure = await evaluate(left)
        .then(() => undefined)
        .catch((error: unknown) => error)
        .finally(() => rmSync(left, { recursive: true, force: true }));
      expect(failure, "the page would do without it").not.to.equal(undefined);
      const text =
        failure instanceof ProblemsError
          ? failure.problems.map(({ message }) => message).join()
          : String(failure);
      expect(text).to.include(
        without === "catalogue.yaml" ? "no price of large" : without.replace(/\.ts$|^policies\//, ""),
      );
    });

  it("shows each file that the folder of a provider of the package has to have", () => {
    const documents = [...files.keys()].flatMap(
      (name) => /^policies\/providers\/acme\/(.*)$/.exec(name)?.[1] ?? [],
    );
    expect(documents).to.have.members([
      "openapi.json",
      "read-request.xml",
      "read-usage.xml",
      "shape-error.xml",
    ]);
    expect(readFileSync(page, "utf8")).to.include("providers: [acme]");
  });
});
