import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Codex, codexProgram, type CodexEvent } from "./codex";
import { deployments, startFullStack, type FullStack } from "./fullStack";

const program = codexProgram();

/** Codex keeps nothing at the service: it sends every turn back whole, its encrypted reasoning with it. */
(program || process.env["CI"] ? describe : describe.skip)("Codex CLI through the whole local stack", () => {
  let full: FullStack;
  let codex: Codex;
  const folder = mkdtempSync(join(tmpdir(), "codex-"));
  before(async () => {
    full = await startFullStack();
    codex = new Codex(program!, join(folder, "home"), full.key, full.url, deployments.chat);
  });
  after(async () => {
    await full?.stack.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const said = (events: readonly CodexEvent[]) =>
    events.filter(({ item }) => item?.type === "agent_message").map(({ item }) => item!.text);
  const failures = (events: readonly CodexEvent[]) =>
    events.filter(({ type }) => type === "turn.failed" || type === "error");
  const account = (part: string) =>
    [...full.stack.accounts.values()].find(({ subdomain }) => subdomain.includes(part))!;

  it("does a turn, then another", async () => {
    const first = await codex.exec("say hello");
    expect(failures(first)).to.deep.equal([]);
    expect(said(first)).to.have.length(1);
    const second = await codex.exec("resume", "--last", "and again");
    expect(failures(second)).to.deep.equal([]);
    expect(said(second)).to.have.length(1);
  });

  it("goes on while the account that began has no room, as far as its state lets it", async () => {
    await codex.exec("say hello");
    const ptu = account("ptu-1");
    ptu.configure(deployments.chat, { fault: { kind: "status", status: 429, retryAfterMs: 3_000 } });
    try {
      const events = await codex.exec("resume", "--last", "and again");
      const { calls } = ptu.ledger;
      expect(calls.at(-1)!.status).to.equal(429);
      // Answered by another account, or told to wait: never a state that is said to be broken.
      const text = JSON.stringify(failures(events));
      expect(text).not.to.contain("encrypted");
      expect(text).not.to.contain("not found");
    } finally {
      ptu.configure(deployments.chat, { fault: undefined });
    }
  });

  it("leaves one usage event for each of its calls", () => {
    const calls = [...full.stack.accounts.values()].flatMap(({ ledger }) => ledger.calls);
    const events = full.stack.recorded.eventHubEvents;
    expect(events.length).to.be.within(3, calls.length);
  });
});
