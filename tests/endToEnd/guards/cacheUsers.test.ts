import { expect } from "chai";
import fc from "fast-check";
import { ask } from "../ask";
import { chatPath, devConfig } from "../devStack";
import { apps, audience, Issuer, people, tenant } from "../tokenStack";
import { cache, cachedStack, question, user } from "./cachedStack";

const carol = "cccccccc-0000-0000-0000-000000000003";

/** The first product takes a key and a token, the last one a token alone; both have a cache. */
async function usersStack(varyBy: "user" | "subscription") {
  const issuer = await Issuer.start();
  const semanticCache = { ...cache, varyBy };
  const { stack, seen } = await cachedStack(
    cache,
    {
      entra: { tenants: [tenant], audiences: [audience] },
      products: devConfig.products.map(({ name, displayName }, index) => ({
        name,
        displayName,
        ...(index === 0
          ? { identity: { mode: "both" as const, applications: [apps.both, apps.chat] }, semanticCache }
          : index === 2
            ? { identity: { mode: "entra" as const, applications: [apps.coding] }, semanticCache }
            : {}),
        ...(index === 2 ? {} : { subscriptions: [{ name: `one-${index}` }, { name: `two-${index}` }] }),
      })),
    },
    { "login.microsoftonline.com": issuer.handle },
  );
  const call = async (claims: Record<string, unknown>, subscription?: string, text = question) => {
    const token = await issuer.token(stack, claims);
    const key: Record<string, string> =
      subscription === undefined ? {} : { "api-key": stack.key(subscription) };
    const answer = await ask(
      stack,
      `POST ${chatPath}`,
      { ...key, Authorization: `Bearer ${token}` },
      user(text),
    );
    expect(answer.status, answer.message).to.equal(200);
    return { id: answer.json!["id"] as string, hit: answer.headers.get("x-genai-cache") === "hit" };
  };
  return { stack, seen, call };
}

describe("a semantic cache and the people behind a key", () => {
  for (const varyBy of ["user", "subscription"] as const)
    it(`varyBy ${varyBy}: never gives one person what another was answered, by whatever key and application`, async () => {
      const { call } = await usersStack(varyBy);
      const owners = new Map<string, string>();
      let hits = 0;
      const of = (claims: object, subscription: string | undefined) => JSON.stringify([claims, subscription]);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(people.ann, people.bob, carol),
          fc.constantFrom(
            [apps.both, "one-0"],
            [apps.both, "two-0"],
            [apps.chat, "one-0"],
            [apps.coding, undefined],
          ),
          async (oid, [azp, subscription]) => {
            const claims = { oid, azp };
            const { id, hit } = await call(claims, subscription);
            const who = of(claims, subscription);
            expect(owners.get(id) ?? who).to.equal(who);
            expect(hit).to.equal(owners.has(id));
            if (hit) hits++;
            owners.set(id, who);
          },
        ),
        { numRuns: 60 },
      );
      expect(new Set(owners.values()).size).to.be.greaterThan(8);
      expect(hits).to.be.greaterThan(20);
    });

  it("gives a person his own answer again, with a new token too", async () => {
    const { call, stack } = await usersStack("user");
    const ann = { azp: apps.both, oid: people.ann };
    const first = await call(ann, "one-0");
    await stack.clock.advance(60_000);
    expect(await call(ann, "one-0")).to.deep.equal({ id: first.id, hit: true });
    expect((await call({ ...ann, oid: people.ann.toUpperCase() }, "one-0")).hit).to.equal(true);
  });
});
