import { expect } from "chai";
import { planDeployment } from "../../packages/cli/automation/plan/planDeployment";
import { VirtualOperations } from "../../packages/local-cloud/account/operations";
import { othersAsleep } from "./othersAsleep";
import { step } from "./steps";
import { Workspace } from "./workspace";

interface PreviewJson {
  readonly steps: readonly { readonly op: string; readonly urn: string }[];
  readonly changeSummary: Readonly<Record<string, number>>;
}

/** `"7 unchanged"`, `"+ 3 created"` of what `pulumi up` says at its end. */
function summary(stdout: string): Readonly<Record<string, number>> {
  const found = [
    ...stdout.matchAll(/^ +(?:[+~-]+ )?(\d+) (created|updated|deleted|replaced|unchanged|errored)/gm),
  ];
  return Object.fromEntries<number>(found.map(([, count, what]) => [what ?? "", Number(count)]));
}

for (const stack of ["dev", "test", "ptu", "prod"])
  describe(`pulumi up of stack ${stack}, on the command line`, () => {
    let workspace: Workspace;
    const operations = new VirtualOperations(othersAsleep);

    beforeEach(async () => {
      // One of the stacks as Pulumi loads TypeScript; the others as the tests do, in half the time.
      const loader: Record<string, string> = stack === "dev" ? { ENGINE_TESTS_LOADER: "ts-node" } : {};
      workspace = (await Workspace.create({ operations })).withOwnProgram().with(loader);
    });
    afterEach(() => workspace.close());

    const update = (command: "up" | "destroy", ...more: readonly string[]) =>
      workspace.pulumi(command, "--yes", "--skip-preview", "--stack", stack, ...more);

    it("does what the preview says in the time of the plan, once, in secret, and leaves nothing behind", async () => {
      expect((await workspace.pulumi("stack", "init", stack)).code).to.equal(0);
      const { changeSummary, steps } = await step("preview", async () => {
        const preview = await workspace.pulumi("preview", "--stack", stack, "--json");
        expect(preview.code, preview.stdout + preview.stderr).to.equal(0);
        expect(workspace.cloud.resources, "a preview makes nothing").to.be.empty;
        return JSON.parse(preview.stdout) as PreviewJson;
      });
      await step("up does what the preview says, in the time of the plan", async () => {
        const up = await update("up", "--parallel", "32");
        expect(up.code, up.stdout + up.stderr).to.equal(0);
        expect(summary(up.stdout)).to.deep.equal({ created: changeSummary["create"] });
        expect(new Set(steps.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
        const plan = await planDeployment({ stack });
        expect(operations.elapsed).to.be.within(plan.critical, plan.critical * 1.05);
      });
      await step("up does nothing the second time", async () => {
        const up = await update("up");
        expect(up.code, up.stdout + up.stderr).to.equal(0);
        expect(Object.keys(summary(up.stdout))).to.deep.equal(["unchanged"]);
      });
      await step("keys stay out of state and output", () => secretsAreKept(workspace, stack));
      await step("destroy leaves nothing behind", async () => {
        const refused = await update("destroy");
        if (stack === "prod") {
          expect(refused.code, "protected").to.not.equal(0);
          expect(refused.stdout).to.match(/protected/);
          await workspace.pulumi("state", "unprotect", "--all", "--yes", "--stack", stack);
          const destroyed = await update("destroy");
          expect(destroyed.code, destroyed.stdout).to.equal(0);
        } else expect(refused.code, refused.stdout).to.equal(0);
        expect(workspace.cloud.resources.map(({ id }) => id)).to.be.empty;
      });
      if (stack !== "dev") return;
      await step("up again, once what Azure keeps has been purged", async () => {
        workspace.cloud.purge();
        const up = await update("up");
        expect(up.code, up.stdout + up.stderr).to.equal(0);
        expect(summary(up.stdout)).to.deep.equal({ created: changeSummary["create"] });
      });
    });
  });

async function secretsAreKept(workspace: Workspace, stack: string): Promise<void> {
  const outputs = workspace.cloud.resources.map((resource) => resource.outputs);
  const keys = outputs.flatMap(({ primaryKey }) => primaryKey ?? []) as string[];
  expect(keys).to.not.be.empty;
  const shown = await workspace.pulumi("stack", "output", "--stack", stack, "--json");
  const asked = await workspace.pulumi("stack", "output", "--stack", stack, "--json", "--show-secrets");
  const state = workspace.state(stack);
  for (const key of keys) {
    expect(state).to.not.include(key);
    expect(shown.stdout).to.not.include(key);
  }
  const { subscriptionKeys } = JSON.parse(asked.stdout) as { subscriptionKeys: Record<string, string> };
  expect(keys).to.include.members(Object.values(subscriptionKeys));
  const connection = outputs.flatMap(({ connectionString }) => connectionString ?? []);
  expect(connection).to.have.length(1);
  expect(state).to.not.include(connection[0]);
}
