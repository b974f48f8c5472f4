import type * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import { armResourceGroup } from "../armId";
import { azureName } from "../naming";
import { categoriesOf, categoryAlert } from "../operations/alertCategories";
import { budgetLevelAlert } from "../operations/budgetAlerts";
import { declareActionGroup, declareLogAlert } from "../operations/logAlert";
import type { Contract } from "./contract/schema";
import type { GivenHub } from "./hub";
import { contractNames } from "./names";

/** Whether a contract asks that anybody is told anything. */
export function asksForAlerts(contract: Contract): boolean {
  return contract.alerts !== undefined || budgetAlertsOf(contract).length > 0;
}

/** Of the use case's budget, and of each person's. */
function budgetAlertsOf({ budget, identity }: Contract) {
  return [budget, identity?.perUser?.budget].flatMap((money) => money?.alerts ?? []);
}

/**
 * Whom a use case's alerts go to, and what they say: an action group and rules of the contract's own stack, in the gateway's
 * resource group, over the gateway's workspace. Each gateway has its own, for each counts for itself.
 */
export function declareContractAlerts(
  name: string,
  contract: Contract,
  hub: GivenHub,
  options: pulumi.CustomResourceOptions,
): void {
  const { workspace } = hub;
  if (!asksForAlerts(contract) || !workspace) return;
  const { product, useCase } = contractNames(contract);
  const { alerts, useCase: of } = contract;
  const nameOf = (kind: "alert" | "actionGroup", which: string) =>
    pulumi
      .output(hub.serviceId)
      .apply((seed) =>
        azureName(kind, { workload: product, environment: of.environment, seed }, which || undefined),
      );
  const common = {
    resourceGroupName: pulumi.output(hub.serviceId).apply(armResourceGroup),
    location: workspace.location,
    workspaceId: workspace.id,
  };
  const groups = new Map<string, monitor.ActionGroup>();
  const groupOf = (emails: readonly string[] | undefined): monitor.ActionGroup => {
    // The check of contracts has seen that the owner is an address where no other is written.
    const whom = emails ?? [of.owner ?? ""];
    const key = whom.join(" ");
    const which = groups.size === 0 ? "" : String(groups.size + 1);
    const group =
      groups.get(key) ??
      declareActionGroup(
        `${name}-owner${which && `-${which}`}`,
        {
          resourceGroupName: common.resourceGroupName,
          actionGroupName: nameOf("actionGroup", which),
          shortName: of.name,
          emails: whom,
        },
        options,
      );
    groups.set(key, group);
    return group;
  };
  const levels = budgetAlertsOf(contract);
  if (levels.length > 0) {
    const level = budgetLevelAlert([product]);
    declareLogAlert(
      `${name}-alert-budget-level`,
      {
        ...{ ...common, ...level, title: `${useCase}: a budget has reached a level` },
        ...{
          ruleName: nameOf("alert", "budget-level"),
          // One rule looks at both budgets, so that it goes to all whom either of them names.
          group: groupOf([
            ...new Set(levels.flatMap(({ emails }) => emails ?? (of.owner ? [of.owner] : []))),
          ]),
        },
      },
      options,
    );
  }
  const told = alerts ? categoriesOf(product, alerts.categories) : [];
  if (alerts && told.length > 0)
    declareLogAlert(
      `${name}-alert-category`,
      {
        ...{ ...common, ...categoryAlert(told), title: `${useCase}: calls go wrong` },
        ...{ ruleName: nameOf("alert", "category"), group: groupOf(alerts.emails) },
      },
      options,
    );
}
