import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { commandBlocks } from "../docs/commands";
import { projectRoot, Workspace } from "./workspace";

/** Runs the commands of pages as they stand there, each page in a clone of its own. */
export function describePages(...pages: readonly string[]): void {
  describe("the commands of the documentation, on the real engine", () => {
    let workspace: Workspace;

    beforeEach(async () => {
      workspace = await Workspace.create();
      // A clone after `npm ci`, without the history.
      cpSync(projectRoot, workspace.project, {
        recursive: true,
        filter: (source) => !/^(node_modules|\.git|dist)$/.test(source.slice(projectRoot.length + 1)),
      });
      symlinkSync(join(projectRoot, "node_modules"), join(workspace.project, "node_modules"));
      mkdirSync(join(workspace.directory, "home"), { recursive: true });
    });
    afterEach(() => workspace.close());

    for (const page of pages)
      it(page, async () => {
        const blocks = commandBlocks(page);
        expect(blocks).to.not.be.empty;
        for (const block of blocks) {
          // What is deleted is made again under the same name: nobody waits for Azure's purge here.
          workspace.cloud.purge();
          const { code, stdout, stderr } = await workspace.run("bash", ["-euo", "pipefail", "-c", block]);
          expect(code, `${block}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`).to.equal(0);
        }
      });
  });
}
