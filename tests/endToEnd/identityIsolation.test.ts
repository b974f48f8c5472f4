import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { ask, type Answer } from "./ask";
import { devConfigWithFiles, type DevStack } from "./devStack";
import { apps, audience, people, startTokens, tenant, type Issuer } from "./tokenStack";

const everybody = Object.values(apps);
const config: GatewayConfigInput = {
  ...devConfigWithFiles,
  entra: { tenants: [tenant], audiences: [audience] },
  products: [
    { name: "roles", displayName: "Roles", identity: { mode: "entra", roles: ["Other"] } },
    { name: "one", displayName: "One", identity: { mode: "entra", applications: everybody } },
    {
      name: "both",
      displayName: "Both",
      identity: { mode: "both", applications: everybody },
      subscriptions: [{ name: "both-a" }, { name: "both-b" }],
    },
    { name: "keys", displayName: "Keys", subscriptions: [{ name: "keys-a" }] },
  ],
};

/** Callers of whom none is another: by application, user, product, subscription, or the way they come in. */
const callers: readonly { readonly name: string; readonly claims?: object; readonly key?: string }[] = [
  { name: "an application for Ann", claims: {} },
  { name: "the same for Bob", claims: { oid: people.bob } },
  { name: "another for Ann", claims: { azp: apps.batch } },
  { name: "the first for Ann, by another product", claims: { roles: ["Other"] } },
  { name: "the first for Ann, with a key", claims: {}, key: "both-a" },
  { name: "the same with another key", claims: {}, key: "both-b" },
  { name: "the same key for Bob", claims: { oid: people.bob }, key: "both-a" },
  { name: "a key alone", key: "keys-a" },
];

const upload = () => {
  const line = {
    custom_id: "one",
    method: "POST",
    url: "/v1/chat/completions",
    body: { model: "night", messages: [{ role: "user", content: "Hello" }] },
  };
  const part = (disposition: string, content: string) =>
    `--mark\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
  return Buffer.from(
    `${part('name="purpose"', "batch")}${part('name="file"; filename="jobs.jsonl"', `${JSON.stringify(line)}\n`)}--mark--\r\n`,
  );
};

describe("what callers with tokens store", function () {
  let stack: DevStack;
  let issuer: Issuer;
  before(async () => {
    ({ stack, issuer } = await startTokens(config));
  });

  type Caller = (typeof callers)[number];
  const call = async (
    { claims, key }: Caller,
    line: string,
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Answer> => {
    const [method, path] = line.split(" ") as [string, string];
    return ask(
      stack,
      `${method} /openai/v1${path}`,
      {
        ...(claims ? { Authorization: `Bearer ${await issuer.token(stack, { ...claims })}` } : {}),
        ...(key === undefined ? {} : { "api-key": stack.key(key) }),
        ...more,
      },
      body,
    );
  };
  const made = async (caller: Caller, line: string, body: unknown, more?: Record<string, string>) => {
    const answer = await call(caller, line, body, more);
    expect(answer.status, `${line} by ${caller.name}: ${answer.bytes.toString()}`).to.be.oneOf([200, 201]);
    return String(answer.json!["id"]);
  };
  const each = async (
    make: (caller: Caller) => Promise<string>,
    asked: readonly ((id: string) => readonly [line: string, body?: unknown])[],
  ) => {
    for (const maker of callers) {
      const id = await make(maker);
      for (const form of asked) {
        const [line, body] = form(id);
        for (const other of callers.filter((one) => one !== maker)) {
          const foreign = await call(other, line, body);
          expect(foreign.status, `${line} of ${maker.name} by ${other.name}`).to.equal(404);
          expect(foreign.bytes.toString()).not.to.include(maker.name);
        }
        const own = await call(maker, line, body);
        expect(own.status, `${line} by ${maker.name}: ${own.bytes.toString()}`).to.equal(200);
      }
    }
  };

  it("is nobody else's: responses", () =>
    each(
      (caller) =>
        made(caller, "POST /responses", { model: "gpt-5.4", input: "Hello", max_output_tokens: 60 }),
      [
        (id) => [`GET /responses/${id}`],
        (id) => [`GET /responses/${id}/input_items`],
        (id) => [
          "POST /responses",
          { model: "gpt-5.4", input: "On", previous_response_id: id, max_output_tokens: 60 },
        ],
        (id) => [`DELETE /responses/${id}`],
      ],
    ));

  it("is nobody else's: responses that the cache has forgotten", async () => {
    const maker = callers[0]!;
    const id = await made(maker, "POST /responses", {
      model: "gpt-5.4",
      input: "Hello",
      max_output_tokens: 60,
    });
    await stack.clock.advance(2 * 3_600_000);
    for (const other of callers.slice(1))
      expect((await call(other, `GET /responses/${id}`)).status, other.name).to.equal(404);
    expect((await call(maker, `GET /responses/${id}`)).status).to.equal(200);
  });

  it("is nobody else's: conversations", () =>
    each(
      (caller) => made(caller, "POST /conversations", {}),
      [
        (id) => [`GET /conversations/${id}`],
        (id) => [`GET /conversations/${id}/items`],
        (id) => [
          "POST /responses",
          { model: "gpt-5.4", input: "On", conversation: id, max_output_tokens: 60 },
        ],
      ],
    ));

  it("is nobody else's: files, batch jobs and their lists", async () => {
    const form = { "Content-Type": "multipart/form-data; boundary=mark" };
    const own = new Map<string, readonly string[]>();
    for (const caller of callers) {
      const file = await made(caller, "POST /files", upload(), form);
      const job = await made(caller, "POST /batches", {
        input_file_id: file,
        endpoint: "/v1/chat/completions",
        completion_window: "24h",
      });
      own.set(caller.name, [file, job]);
    }
    for (const caller of callers)
      for (const [list, at] of [
        ["GET /files", 0],
        ["GET /batches", 1],
      ] as const) {
        const { json } = await call(caller, list);
        const ids = (json!["data"] as { id: string }[]).map(({ id }) => id);
        expect(ids, `${list} of ${caller.name}`).to.include(own.get(caller.name)![at]);
        for (const [name, others] of own)
          if (name !== caller.name)
            expect(ids, `${list} of ${caller.name}, ${name}`).not.to.include(others[at]);
        for (const [name, others] of own)
          expect(
            (await call(caller, `${list}/${others[at]}`)).status,
            `${list} of ${name} by ${caller.name}`,
          ).to.equal(name === caller.name ? 200 : 404);
      }
  });

  it("stays with its owner when a fresh token comes, whatever else is in it", async () => {
    const first = callers[0]!;
    const id = await made(first, "POST /responses", {
      model: "gpt-5.4",
      input: "Hello",
      max_output_tokens: 60,
    });
    await stack.clock.advance(5_000);
    const again = { ...first, claims: { name: "Ann Other", uti: "fresh", scp: "more" } };
    expect((await call(again, `GET /responses/${id}`)).status).to.equal(200);
  });
});
