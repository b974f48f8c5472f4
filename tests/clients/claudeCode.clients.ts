import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { askClaudeCode, claudeCodeProgram } from "./claudeCode";
import type { FullStack } from "./fullStack";
import { startHubStack } from "./hubStack";

const program = claudeCodeProgram();

(program || process.env["CI"] ? describe : describe.skip)("Claude Code through the whole local stack", () => {
  let full: FullStack;
  const folder = mkdtempSync(join(tmpdir(), "claude-code-"));
  before(async () => {
    full = await startHubStack();
  });
  after(async () => {
    await full?.stack.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (model: string, environment: Readonly<Record<string, string>>) =>
    askClaudeCode(program!, join(folder, "home"), model, environment);
  const served = () =>
    full.stack.recorded.eventHubEvents.map(({ body }) => JSON.parse(body) as Record<string, unknown>);

  for (const [variable, model] of [
    ["ANTHROPIC_AUTH_TOKEN", "claude-sonnet-4-6[1m]"],
    ["ANTHROPIC_API_KEY", "claude-sonnet-4-6"],
  ] as const)
    it(`by ${variable} and ${model}`, async () => {
      const { text, code } = await ask(model, {
        ANTHROPIC_BASE_URL: `${full.url}/anthropic`,
        [variable]: full.key,
      });
      expect([code, text]).to.satisfy(() => code === 0, text);
      expect(text.trim()).to.not.equal("");
      expect(served().at(-1)).to.include({
        ...{ operation: "create-message", deployment: "claude-sonnet-4-6", streamed: true, status: 200 },
      });
    });

  it("by Bedrock's InvokeModel", async () => {
    const { text, code } = await ask("us.anthropic.claude-sonnet-4-6", {
      ...{ CLAUDE_CODE_USE_BEDROCK: "1", AWS_REGION: "us-east-1" },
      ...{ ANTHROPIC_BEDROCK_BASE_URL: `${full.url}/bedrock`, AWS_BEARER_TOKEN_BEDROCK: full.key },
    });
    expect([code, text]).to.satisfy(() => code === 0, text);
    expect(served().at(-1)).to.include({
      ...{ operation: "invoke-model-stream", provider: "bedrock", streamed: true, status: 200 },
    });
  });
});
