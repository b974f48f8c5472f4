import { readFileSync } from "node:fs";
import { expect } from "chai";
import { costOf, formatCost } from "../../packages/cli/automation/plan/cost";
import { packageCatalogue } from "../../packages/catalogue";
import { costInPage, costPage, costStacks } from "../../packaging/costPage";
import { evaluated } from "../components/evaluated";

describe("docs/cost.md", function () {
  for (const stack of costStacks)
    it(`says what ${stack} costs; \`npm run cost-page\` writes it anew`, async () => {
      const { deployment } = await evaluated(stack);
      expect(costInPage(readFileSync(costPage, "utf8"), stack)).to.equal(
        formatCost(stack, costOf(deployment.resources, packageCatalogue())),
      );
    });
});
