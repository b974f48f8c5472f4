import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { packageCatalogue } from "../../../packages/catalogue";
import { Feed } from "../../../packages/local-gateway/dashboard/feed";
import { stateOf } from "../../../packages/local-gateway/dashboard/state";
import { readView, type View } from "../../../packages/local-gateway/dashboard/view";
import { createLocalStack } from "../../../packages/local-gateway/stack/stack";
import { evaluated } from "../../components/evaluated";

describe("the backends of the dashboard", () => {
  it("say what each is paid by; a service that is no model is no account of models, as npm start has it too", async () => {
    const { deployment } = await evaluated("hub");
    const clock = new VirtualClock();
    for (const openAccounts of ["none", "undeclared"] as const) {
      const feed = new Feed(clock);
      const stack = createLocalStack(deployment, { clock, openAccounts, sinks: feed.sinks });
      const { backends, accounts } = stateOf(
        stack,
        feed,
        clock.now(),
        packageCatalogue(),
        readView(new URLSearchParams()) as View,
      );
      const bought = Object.fromEntries(
        backends.map(({ id, kind, paidBy }) => [id, `${kind} ${paidBy ?? "-"}`]),
      );
      expect(bought, openAccounts).to.include({
        // https://azure.microsoft.com/pricing/details/document-intelligence/
        "service-papers": "PAYG page",
        "service-knowledge": "other -",
        "ptu-1": "PTU -",
        "payg-1": "PAYG token",
        "claude-direct": "PAYG token",
        "mcp-orders": "other -",
      });
      expect(backends.find(({ id }) => id === "service-papers")!.account).to.equal("");
      expect(accounts.map(({ name }) => name)).to.not.include("di-shared");
      await stack.closeEventHubs();
    }
  });
});
