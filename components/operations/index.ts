import * as applicationinsights from "@pulumi/azure-native/applicationinsights";
import * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import type { BackendPlan, PlannedBreaker } from "../backendPlan";
import { requireConfigPart } from "../config/part";
import type { ProviderDefinition } from "../providers";
import { providersWith } from "../providers/own";
import type { GatewayConfig, GatewayConfigInput } from "../config/schema";
import { azureName, stableUuid } from "../naming";
import { alertQueries, queryParameters, readQuery, type AlertQuery } from "./queries";
import type { Tags } from "../tags";
import { categoryAlert, toldCategories } from "./alertCategories";
import { workbookOf } from "./workbook";
import { declareBudgetAlerts } from "./budgetAlerts";
import { declareActionGroup, declareLogAlert } from "./logAlert";

export interface OperationsArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** Stands in the names of alerts and in what they say, and is at most 12 characters long: `genai`. */
  readonly workload: string;
  /** The same: `dev`. */
  readonly environment: string;
  /** The config's `alerts`. Default: none, for nobody is named to write to. */
  readonly alerts?: GatewayConfigInput["alerts"] | undefined;
  /** The config's `products`, whose budgets hold the prices for the workbook. */
  readonly products: GatewayConfigInput["products"];
  /** A program's own providers, whose APIs {@link products} may name. Default none. */
  readonly providers?: readonly ProviderDefinition[] | undefined;
  /** When a backend is taken out of use: the `breaker` of what planBackends makes. */
  readonly breaker: PlannedBreaker;
  /** What planBackends makes, for the prices of its models in the workbook. Default: the workbook has no costs. */
  readonly plan?: Pick<BackendPlan, "models" | "backends"> | undefined;
  /** The Log Analytics workspace that logs and metrics go to. */
  readonly workspaceId: pulumi.Input<string>;
  /** Accounts with provisioned throughput, by backend. Default none. */
  readonly provisionedAccountIds?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** Of what the names are made, unlike that of any other gateway in the resource group. */
  readonly seed: pulumi.Input<string>;
  readonly tags?: Tags | undefined;
}

/** What an alert says, and how bad it is: 1 is an error, 2 a warning, 3 information. */
const alertFacts: Readonly<Record<AlertQuery, { readonly title: string; readonly severity: number }>> = {
  refused: { title: "Calls are refused with 429", severity: 2 },
  spilled: { title: "Provisioned capacity spills to pay-as-you-go", severity: 3 },
  "breaker-open": { title: "Calls fail at a backend as often as opens its circuit breaker", severity: 1 },
  "budget-used": { title: "A product's budget or quota is used up", severity: 3 },
  "slow-gateway": { title: "The gateway itself is slow", severity: 2 },
};

/**
 * What whoever is on duty needs: a workbook with the panels of the list in panels.ts, and, where there are addresses to
 * write to, alerts. The queries are the files under queries/.
 * https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule
 */
export class Operations extends pulumi.ComponentResource {
  readonly workbookId: pulumi.Output<string>;

  constructor(name: string, args: OperationsArgs, options?: pulumi.ComponentResourceOptions) {
    const config = requireConfigPart(
      ["alerts", "products"],
      { alerts: args.alerts, products: args.products },
      providersWith(args.providers),
    );
    super("azure-genai-gateway:index:Operations", name, {}, options);
    const own = { parent: this };
    const parameters = queryParameters(config, args.breaker, args.plan);
    this.workbookId = declareWorkbook(name, args, workbookOf(config.products, parameters), own).id;
    const group =
      config.alerts.emails.length > 0 ? declareAlerts(name, args, config.alerts, parameters, own) : undefined;
    const told = toldCategories(config.alerts, config.products);
    if (group && told.length > 0)
      declareLogAlert(
        `${name}-alert-category`,
        {
          ...{ resourceGroupName: args.resourceGroupName, location: args.location, tags: args.tags },
          ...{ workspaceId: args.workspaceId, group, ruleName: nameIn(args, "alert", "category") },
          ...categoryAlert(told),
        },
        own,
      );
    declareBudgetAlerts(
      name,
      { ...args, nameOf: (kind, which) => nameIn(args, kind, which) },
      config.products,
      group,
      own,
    );
    this.registerOutputs({ workbookId: this.workbookId });
  }
}

type Alerts = GatewayConfig["alerts"];

/** `alert-genai-spilled-dev-1a2b3c`: two gateways of one resource group have alerts of their own. */
function nameIn(args: OperationsArgs, kind: "alert" | "actionGroup", which?: string): pulumi.Output<string> {
  const { workload, environment } = args;
  return pulumi.output(args.seed).apply((seed) => azureName(kind, { workload, environment, seed }, which));
}

function declareAlerts(
  name: string,
  args: OperationsArgs,
  alerts: Alerts,
  parameters: Readonly<Record<string, string>>,
  options: pulumi.CustomResourceOptions,
): monitor.ActionGroup {
  const { resourceGroupName, location, tags } = args;
  const group = declareActionGroup(
    `${name}-on-duty`,
    {
      resourceGroupName,
      actionGroupName: nameIn(args, "actionGroup"),
      shortName: args.workload,
      emails: alerts.emails,
      tags,
    },
    options,
  );
  for (const query of alertQueries)
    declareLogAlert(
      `${name}-alert-${query}`,
      {
        ...{ resourceGroupName, location, tags, workspaceId: args.workspaceId, group },
        ruleName: nameIn(args, "alert", query),
        title: alertFacts[query].title,
        description: `The query is queries/alerts/${query}.kql.`,
        severity: alertFacts[query].severity,
        query: readQuery("alerts", query, parameters),
      },
      options,
    );
  for (const [backend, accountId] of Object.entries(args.provisionedAccountIds ?? {}))
    declareUtilizationAlert(
      `${name}-alert-utilization-${backend}`,
      { backend, accountId, group, percent: alerts.ptuUtilization },
      args,
      options,
    );
  return group;
}

/** https://learn.microsoft.com/azure/ai-foundry/openai/monitor-openai-reference */
function declareUtilizationAlert(
  name: string,
  watched: {
    readonly backend: string;
    readonly accountId: pulumi.Input<string>;
    readonly group: monitor.ActionGroup;
    readonly percent: number;
  },
  args: OperationsArgs,
  options: pulumi.CustomResourceOptions,
): void {
  const { backend, accountId, group, percent } = watched;
  const { resourceGroupName, tags } = args;
  new monitor.MetricAlert(
    name,
    {
      resourceGroupName,
      ruleName: nameIn(args, "alert", `utilization-${backend}`),
      location: "global",
      description: `Provisioned throughput of ${backend} has been used above ${percent} % for 15 minutes`,
      severity: 3,
      enabled: true,
      scopes: [accountId],
      evaluationFrequency: "PT5M",
      windowSize: "PT15M",
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            name: "utilization",
            metricName: "AzureOpenAIProvisionedManagedUtilizationV2",
            metricNamespace: "Microsoft.CognitiveServices/accounts",
            operator: monitor.Operator.GreaterThan,
            threshold: percent,
            timeAggregation: monitor.AggregationTypeEnum.Average,
          },
        ],
      },
      autoMitigate: true,
      actions: [{ actionGroupId: group.id }],
      tags,
    },
    options,
  );
}

function declareWorkbook(
  name: string,
  args: OperationsArgs,
  workbook: object,
  options: pulumi.CustomResourceOptions,
): applicationinsights.Workbook {
  const { resourceGroupName, location, tags } = args;
  return new applicationinsights.Workbook(
    `${name}-workbook`,
    {
      resourceGroupName,
      location,
      // A workbook's name is a UUID.
      resourceName: pulumi.output(args.seed).apply((seed) => stableUuid(`workbook\n${seed}`)),
      displayName: `GenAI gateway ${args.workload} ${args.environment}`,
      kind: "shared",
      category: "workbook",
      sourceId: args.workspaceId,
      serializedData: JSON.stringify(workbook),
      tags,
    },
    options,
  );
}
