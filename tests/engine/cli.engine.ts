import { expect } from "chai";
import { planDeployment } from "../../automation/plan/planDeployment";
import { VirtualOperations } from "../../local/cloud/account/operations";
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
    // Long enough for engine and program to ask for what comes next, on a machine with other things to do.
    const operations = new VirtualOperations(200);

    before(async () => {
      workspace = (await Workspace.create({ operations })).withOwnProgram();
      expect((await workspace.pulumi("stack", "init", stack)).code).to.equal(0);
    });
    after(() => workspace.close());

    it("does what the preview says, in the time of the plan", async () => {
      const preview = await workspace.pulumi("preview", "--stack", stack, "--json");
      expect(preview.code, preview.stdout + preview.stderr).to.equal(0);
      const { changeSummary, steps } = JSON.parse(preview.stdout) as PreviewJson;
      expect(workspace.cloud.resources, "a preview makes nothing").to.be.empty;
      const up = await workspace.pulumi(
        "up",
        "--yes",
        "--skip-preview",
        "--stack",
        stack,
        "--parallel",
        "32",
      );
      expect(up.code, up.stdout + up.stderr).to.equal(0);
      expect(summary(up.stdout)).to.deep.equal({ created: changeSummary["create"] });
      expect(new Set(steps.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
      const plan = await planDeployment({ stack });
      expect(operations.elapsed).to.be.within(plan.critical, plan.critical * 1.05);
    });

    it("does nothing the second time", async () => {
      const up = await workspace.pulumi("up", "--yes", "--skip-preview", "--stack", stack);
      expect(up.code, up.stdout + up.stderr).to.equal(0);
      expect(Object.keys(summary(up.stdout))).to.deep.equal(["unchanged"]);
    });

    it("keeps keys out of state and output", async () => {
      const keys = workspace.cloud.resources.flatMap(
        ({ outputs }) => outputs["primaryKey"] ?? [],
      ) as string[];
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
      const connection = workspace.cloud.resources.flatMap(
        ({ outputs }) => outputs["connectionString"] ?? [],
      );
      expect(connection).to.have.length(1);
      expect(state).to.not.include(connection[0]);
    });

    it("leaves nothing behind", async () => {
      const refused = await workspace.pulumi("destroy", "--yes", "--skip-preview", "--stack", stack);
      if (stack === "prod") {
        expect(refused.code, "protected").to.not.equal(0);
        expect(refused.stdout).to.match(/protected/);
        await workspace.pulumi("state", "unprotect", "--all", "--yes", "--stack", stack);
        const destroyed = await workspace.pulumi("destroy", "--yes", "--skip-preview", "--stack", stack);
        expect(destroyed.code, destroyed.stdout).to.equal(0);
      } else expect(refused.code, refused.stdout).to.equal(0);
      expect(workspace.cloud.resources.map(({ id }) => id)).to.be.empty;
    });
  });
