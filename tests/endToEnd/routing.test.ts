import { expect } from "chai";
import fc from "fast-check";
import { HttpHeaders, readBody, type HttpRequest } from "../../packages/common/http";
import { chat, DevStack } from "./devStack";
import { BreakerRule, groupsOf, outcome, type Answer, type Drawn, type Outcome } from "./routingModel";
import { answers, configOf, deployment, downs, plansOf, type Call, type Plan } from "./routingPlans";

const path = "/openai/v1/chat/completions";
/** Longer than any breaker counts or stays open: a call does not see the faults of those before it. */
const slow = 120_000;

interface Asked {
  readonly name: string;
  /** ms of the clock. */
  readonly at: number;
  readonly answeredAt: number;
}

/** One plan, run by the policies on the one hand and by the rules on the other. */
class Run {
  private asked: Asked[] = [];
  private readonly breakers = new Map<string, BreakerRule>();
  /** By group: how often each member was asked first. */
  readonly firsts = new Map<
    string,
    { readonly group: readonly Drawn[]; readonly counts: Map<string, number> }
  >();

  private constructor(
    private readonly plan: Plan,
    private readonly stack: DevStack,
  ) {}

  static async start(plan: Plan): Promise<Run> {
    const run = new Run(plan, await DevStack.start(configOf(plan)));
    for (const { name } of plan.backends) run.watch(name);
    return run;
  }

  /** Has an account note when it is asked, and when it has answered. */
  private watch(name: string): void {
    const { clock } = this.stack;
    const account = this.stack.account(name) as {
      handle: (request: HttpRequest) => ReturnType<DevStack["local"]["handle"]>;
    };
    const { handle } = account;
    account.handle = async (request) => {
      const at = clock.now();
      try {
        return await handle(request);
      } finally {
        this.asked.push({ name, at, answeredAt: clock.now() });
      }
    };
  }

  async call(call: Call): Promise<void> {
    const { stack, plan } = this;
    const answer = new Map(plan.backends.map(({ name }, index) => [name, call.answers[index]!]));
    for (const { name, offers } of plan.backends)
      if (offers) {
        const wanted = answer.get(name)!;
        stack.account(name).configure(deployment, { fault: wanted.kind === "ok" ? undefined : wanted });
      }
    this.asked = [];
    const from = stack.clock.now();
    const got = await stack.clock.run(this.send(call));
    const to = stack.clock.now();
    this.check(call, answer, got, { from, to });
    for (const { name, answeredAt } of this.asked)
      this.breaker(call.region, name).heard(answer.get(name)!, answeredAt);
    await stack.clock.advance(call.pause);
  }

  private async send({ region, stream }: Call): Promise<Outcome & { readonly text: string }> {
    const { stack, plan } = this;
    const handle = plan.inTwoRegions ? stack.local.handleFrom(region) : stack.local.handle;
    const body = chat(5, {
      stream,
      ...(plan.cacheKey === undefined ? {} : { prompt_cache_key: plan.cacheKey }),
    });
    const answer = await handle({
      method: "POST",
      url: `https://gateway.example${path}`,
      headers: new HttpHeaders({ "Content-Type": "application/json", "api-key": stack.key("premium-team") }),
      body: Buffer.from(JSON.stringify(body)),
      clientAddress: "203.0.113.9",
    });
    const text = Buffer.from(await readBody(answer.body)).toString();
    return { status: answer.status, retryAfter: answer.headers.get("Retry-After") ?? "", text };
  }

  /** Each gateway keeps breakers of its own. */
  private breaker(region: string, name: string): BreakerRule {
    const key = `${region} ${name}`;
    const breaker = this.breakers.get(key) ?? new BreakerRule();
    this.breakers.set(key, breaker);
    return breaker;
  }

  private check(
    call: Call,
    answer: ReadonlyMap<string, Answer>,
    got: Outcome & { readonly text: string },
    { from, to }: { readonly from: number; readonly to: number },
  ): void {
    const groups = groupsOf(this.plan, call.region);
    const names = this.asked.map(({ name }) => name);
    const said = JSON.stringify({ groups, call, names, got });
    expect(new Set(names).size, said).to.equal(names.length);
    for (const { name, at } of this.asked)
      expect(this.breaker(call.region, name).openDuring(at, at), said).not.to.equal("open");

    const answered = (name: string) => answer.get(name)!.kind === "ok";
    const silent = (group: readonly Drawn[]) => group.filter(({ name }) => !names.includes(name));
    const ended = names.findIndex(answered);
    // On until one answers, and no further.
    expect(ended, said).to.be.oneOf([-1, names.length - 1]);
    let at = 0;
    for (const group of groups) {
      const part = names.slice(at, at + group.length - silent(group).length);
      expect(
        group.map(({ name }) => name),
        said,
      ).to.include.members(part);
      if (part.length > 0) this.first(call.region, group, part[0]!);
      at += part.length;
      if (part.some(answered)) break;
      // Each group to its end before the next is begun: who was passed over has an open breaker.
      for (const { name } of silent(group))
        expect(this.breaker(call.region, name).openDuring(from, to), said).not.to.equal("shut");
    }
    expect(at, said).to.equal(names.length);

    const heard = names.map((name) => answer.get(name)!);
    const lasts: (Answer | "open")[] = ended >= 0 || silent(groups.at(-1)!).length === 0 ? [] : ["open"];
    if (names.length > 0 && (ended >= 0 || groups.at(-1)!.some(({ name }) => name === names.at(-1)!)))
      lasts.push(heard.at(-1)!);
    const right = lasts.map((last) => outcome(heard, last));
    expect(
      right.map(({ status }) => status),
      said,
    ).to.include(got.status);
    const wait = right.find(({ status }) => status === got.status)!.retryAfter;
    if (wait !== undefined) expect(got.retryAfter, said).to.equal(wait);
  }

  private first(region: string, group: readonly Drawn[], name: string): void {
    const key = `${region} ${group.map((one) => one.name).join()}`;
    const known = this.firsts.get(key) ?? { group, counts: new Map<string, number>() };
    this.firsts.set(key, known);
    known.counts.set(name, (known.counts.get(name) ?? 0) + 1);
  }
}

describe("routing, whatever the plan and the faults", () => {
  // By mode: each has policies of its own, and each has to meet enough plans.
  for (const loadBalancing of ["weighted", "round-robin", "latency"] as const) {
    it(`${loadBalancing}: by priority, near before far, none twice, until one answers, and by turns within a group`, async () => {
      await fc.assert(
        fc.asyncProperty(plansOf(answers, fc.constant(slow)), async (drawn) => {
          const run = await Run.start({ ...drawn, loadBalancing });
          for (const call of drawn.calls) await run.call(call);
          if (drawn.cacheKey) expectHomes(run);
          else if (loadBalancing !== "latency") expectShares(run, loadBalancing === "weighted");
        }),
        // Each plan is a stack of its own: the first counterexample is told as it is.
        { numRuns: 10, endOnFailure: true },
      );
    });
  }

  it("passes over those whose breakers are open, and asks them again when they have shut", async () => {
    await fc.assert(
      fc.asyncProperty(plansOf(downs, fc.constantFrom(0, 8_000, 33_000)), async (plan) => {
        const run = await Run.start(plan);
        for (const call of plan.calls) await run.call(call);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});

/** One key of a prompt cache has one home in each group. */
function expectHomes({ firsts }: Run): void {
  for (const { counts } of firsts.values()) expect(counts.size).to.equal(1);
}

function expectShares({ firsts }: Run, byWeight: boolean): void {
  for (const { group, counts } of firsts.values()) {
    const reached = [...counts.values()].reduce((all, count) => all + count, 0);
    const weights = group.map(({ weight }) => (byWeight ? weight : 1));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    for (const [member, { name }] of group.entries())
      // The turns begin anywhere, so a window of them is within two of the exact share.
      expect(counts.get(name) ?? 0).to.be.closeTo((reached * weights[member]!) / sum, 2);
  }
}
