import { expect } from "chai";
import { jsonResponse, type HttpHandler } from "../../../packages/common/http";
import { ask } from "../ask";
import { chatPath, devConfig } from "../devStack";
import { cache, cachedStack, question, user } from "./cachedStack";

/** A Content Safety account that changes its mind: what it holds against which texts. */
class Mood {
  attack = "";
  harm = "";
  asked = 0;

  readonly answer: HttpHandler = (request) => {
    this.asked++;
    const text = Buffer.from(request.body).toString();
    const against = (what: string) => what !== "" && text.includes(what);
    return Promise.resolve(
      request.url.includes("shieldPrompt")
        ? jsonResponse(200, {
            userPromptAnalysis: { attackDetected: against(this.attack) },
            documentsAnalysis: [],
          })
        : jsonResponse(200, {
            blocklistsMatch: [],
            categoriesAnalysis: [{ category: "Violence", severity: against(this.harm) ? 6 : 0 }],
          }),
    );
  };
}

async function guardedCache() {
  const mood = new Mood();
  const made = await cachedStack(
    cache,
    {
      guardrails: [{ name: "rules", contentSafety: { completions: true } }],
      products: devConfig.products.map((product, index) => ({
        ...product,
        ...(index === 0 ? { semanticCache: cache, guardrails: "rules" } : {}),
        subscriptions: [{ name: `one-${index}` }, { name: `two-${index}` }],
      })),
    },
    {},
    mood.answer,
  );
  const call = () => ask(made.stack, `POST ${chatPath}`, made.one, user(question));
  const models = () => made.seen.bodies.filter((body) => body.includes("messages")).length;
  return { ...made, mood, call, models };
}

describe("an answer from the semantic cache, to a key with a guardrail", () => {
  it("is looked at like any other", async () => {
    const { mood, call, models } = await guardedCache();
    expect((await call()).status).to.equal(200);
    const before = mood.asked;
    const hit = await call();
    expect([hit.status, hit.headers.get("x-genai-cache")]).to.deep.equal([200, "hit"]);
    // The prompt for attacks and for harm, and the answer.
    expect(mood.asked - before).to.equal(3);
    mood.harm = "answer 1";
    const refused = await call();
    expect([refused.status, refused.code]).to.deep.equal([403, "ContentSafetyViolation"]);
    expect(models()).to.equal(1);
  });

  it("is not given to a prompt that is refused", async () => {
    const { stack, mood, call, models } = await guardedCache();
    expect((await call()).status).to.equal(200);
    for (const what of ["attack", "harm"] as const) {
      mood[what] = "capital";
      const refused = await call();
      expect([refused.status, refused.headers.get("x-genai-cache")]).to.deep.equal([403, undefined]);
      expect(stack.usage().at(-1)).to.include({ status: 403, costMicros: 0 });
      mood[what] = "";
    }
    expect((await call()).headers.get("x-genai-cache")).to.equal("hit");
    expect(models()).to.equal(1);
  });

  it("costs its vector where it is refused", async () => {
    const { stack, mood, call } = await guardedCache();
    await call();
    mood.harm = "answer 1";
    await call();
    expect(stack.usage().at(-1)).to.deep.include({
      status: 403,
      gatewayCache: "hit",
      tokensFrom: "cache",
      costMicros: 1,
      guardrails: { Violence: 1 },
    });
  });
});
