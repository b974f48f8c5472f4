import { expect } from "chai";
import fc from "fast-check";
import type { GatewayConfigInput } from "../../components";
import { chat, devConfig, DevStack } from "./devStack";

const deployment = "gpt-5.4";
const path = "/openai/v1/chat/completions";

/** How a backend answers one call. */
type Answer =
  | { readonly kind: "ok" }
  | { readonly kind: "cut" }
  | { readonly kind: "status"; readonly status: 401 | 403 | 404 | 408 | 500 | 503 }
  | { readonly kind: "status"; readonly status: 429; readonly retryAfterMs: number };

interface Drawn {
  readonly name: string;
  readonly kind: "ptu" | "payg";
  readonly priority: number | undefined;
  readonly weight: number;
  readonly offers: boolean;
}

const answers: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: "ok" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "cut" as const }) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 90_000 }).map((retryAfterMs) => ({
      kind: "status" as const,
      status: 429 as const,
      retryAfterMs,
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(401 as const, 403 as const, 404 as const, 408 as const, 500 as const, 503 as const)
      .map((status) => ({ kind: "status" as const, status })),
  },
);

const plans = fc
  .record({
    backends: fc
      .array(
        fc.record({
          kind: fc.constantFrom("ptu" as const, "payg" as const),
          priority: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
          weight: fc.integer({ min: 1, max: 4 }),
          offers: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn > 0),
        }),
        { minLength: 1, maxLength: 5 },
      )
      .map((all) =>
        all.map((one, index): Drawn => ({
          ...one,
          name: `b${index}`,
          offers: one.offers || index === 0 || one.kind === "ptu",
        })),
      ),
    loadBalancing: fc.constantFrom("weighted" as const, "round-robin" as const),
    spillToPayg: fc.boolean(),
    calls: fc.array(fc.array(answers, { minLength: 5, maxLength: 5 }), { minLength: 8, maxLength: 16 }),
  })
  // Where nothing could take the overflow of a PTU, the config has to say that none is wanted.
  .map((plan) => ({
    ...plan,
    spillToPayg: plan.spillToPayg && plan.backends.some(({ kind, offers }) => offers && kind === "payg"),
  }));
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

function configOf({ backends, loadBalancing, spillToPayg }: Plan): GatewayConfigInput {
  const other = { name: "other", model: "text-embedding-3-small", version: "1", capacity: 50 };
  return {
    ...devConfig,
    backends: backends.map(({ name, kind, priority, weight, offers }) => ({
      name,
      kind,
      weight,
      ...(priority === undefined ? {} : { priority }),
      deployments: offers
        ? [
            {
              name: deployment,
              model: deployment,
              version: "2026-03-05",
              capacity: kind === "ptu" ? 100 : 1_000,
            },
          ]
        : [other],
    })),
    apis: { azureOpenAi: { spillToPayg }, openAiV1: { loadBalancing, spillToPayg } },
    products: [{ name: "all", displayName: "All", subscriptions: [{ name: "premium-team" }] }],
  };
}

/** The documented rules, without a look at how policies do it: groups of backends, each asked before the next. */
function groupsOf({ backends, spillToPayg }: Plan): readonly (readonly Drawn[])[] {
  const priority = (one: Drawn) => one.priority ?? (one.kind === "ptu" ? 1 : 2);
  const offering = backends.filter(({ offers }) => offers);
  const priorities = [...new Set(offering.map(priority))].sort((left, right) => left - right);
  const groups = priorities.map((wanted) => offering.filter((one) => priority(one) === wanted));
  return spillToPayg ? groups : groups.slice(0, 1);
}

/** What the client gets when the backends were asked in this order and the last of them ended the call. */
function outcome(asked: readonly Answer[]): { readonly status: number; readonly retryAfter?: string } {
  const last = asked.at(-1)!;
  if (last.kind === "ok") return { status: 200 };
  const waits = asked.flatMap((one) => (one.kind === "status" && one.status === 429 ? one.retryAfterMs : []));
  // At most a minute, for OpenAI's SDKs would sit out any wait.
  if (waits.length > 0)
    return { status: 429, retryAfter: String(Math.ceil(Math.min(60_000, ...waits) / 1000)) };
  if (last.kind === "cut") return { status: 503 };
  return { status: last.status === 401 || last.status === 403 ? 502 : last.status };
}

/** Has every account note when it is asked. */
function notesOf(stack: DevStack, plan: Plan): { asked: string[] } {
  const notes = { asked: [] as string[] };
  for (const { name } of plan.backends) {
    const account = stack.account(name) as { handle: (typeof stack.local)["handle"] };
    const { handle } = account;
    account.handle = (request) => {
      notes.asked.push(name);
      return handle(request);
    };
  }
  return notes;
}

describe("routing, whatever the plan and the faults", () => {
  it("asks by priority, none twice, until one answers, and by turns within a group", async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const stack = await DevStack.start(configOf(plan));
        const notes = notesOf(stack, plan);
        const groups = groupsOf(plan);
        const firsts = groups.map(() => new Map<string, number>());
        for (const drawn of plan.calls) {
          const answer = new Map(plan.backends.map(({ name }, index) => [name, drawn[index]!]));
          for (const { name, offers } of plan.backends)
            if (offers) {
              const wanted = answer.get(name)!;
              stack.account(name).configure(deployment, { fault: wanted.kind === "ok" ? undefined : wanted });
            }
          notes.asked = [];
          const { status, headers, text } = await stack.call(path, chat(5), {
            "api-key": stack.key("premium-team"),
          });
          const said = JSON.stringify({ groups, drawn, asked: notes.asked, status, text });

          // None twice, and each group to its end before the next is begun.
          expect(new Set(notes.asked).size, said).to.equal(notes.asked.length);
          let at = 0;
          for (const [index, group] of groups.entries()) {
            const names = group.map(({ name }) => name);
            const part = notes.asked.slice(at, at + group.length);
            if (part.length === 0) break;
            expect(names, said).to.include.members(part);
            firsts[index]!.set(part[0]!, (firsts[index]!.get(part[0]!) ?? 0) + 1);
            at += part.length;
          }
          expect(at, said).to.equal(notes.asked.length);

          // On until one answers, and no further.
          const heard = notes.asked.map((name) => answer.get(name)!);
          expect(
            heard.findIndex(({ kind }) => kind === "ok"),
            said,
          ).to.be.oneOf([-1, heard.length - 1]);
          if (heard.at(-1)!.kind !== "ok") expect(heard.length, said).to.equal(groups.flat().length);
          const right = outcome(heard);
          expect(status, said).to.equal(right.status);
          if (right.retryAfter) expect(headers.get("Retry-After"), said).to.equal(right.retryAfter);
          // Longer than any breaker counts or stays open: a call is not to see the faults of those before it.
          await stack.clock.advance(120_000);
        }
        for (const [index, group] of groups.entries()) {
          const weights = group.map(({ weight }) => (plan.loadBalancing === "weighted" ? weight : 1));
          const sum = weights.reduce((all, weight) => all + weight, 0);
          const reached = [...firsts[index]!.values()].reduce((all, count) => all + count, 0);
          for (const [member, { name }] of group.entries())
            // The turns begin anywhere, so a window of them is within two of the exact share.
            expect(firsts[index]!.get(name) ?? 0).to.be.closeTo((reached * weights[member]!) / sum, 2);
        }
      }),
      // Each plan is a stack of its own: the first counterexample is told as it is.
      { numRuns: 16, endOnFailure: true },
    );
  });
});
