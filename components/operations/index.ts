import * as applicationinsights from "@pulumi/azure-native/applicationinsights";
import * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import type { BackendPlan } from "../backendPlan";
import type { GatewayConfig } from "../config/schema";
import { stableUuid } from "../naming";
import {
  alertQueries,
  queryParameters,
  readQuery,
  workbookQueries,
  type AlertQuery,
  type WorkbookQuery,
} from "./queries";
import type { Tags } from "../tags";

export interface OperationsArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly config: GatewayConfig;
  readonly plan: BackendPlan;
  /** The Log Analytics workspace that logs and metrics go to. */
  readonly workspaceId: pulumi.Input<string>;
  /** Accounts with provisioned throughput, by backend. */
  readonly provisionedAccountIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** Part of the names, unlike that of any other stack. */
  readonly seed: pulumi.Input<string>;
  readonly tags?: Tags | undefined;
}

/**
 * Azure's own word. azure-native's ConditionOperator is another enum of that name, of Microsoft.Insights' rules for
 * service health, which says "gt"; a log alert with it is refused with "Alert rule payload cannot be empty".
 */
const greaterThan = "GreaterThan";

/** What an alert says, and how bad it is: 1 is an error, 2 a warning, 3 information. */
const alertFacts: Readonly<Record<AlertQuery, { readonly title: string; readonly severity: number }>> = {
  refused: { title: "Calls are refused with 429", severity: 2 },
  spilled: { title: "Provisioned capacity spills to pay-as-you-go", severity: 3 },
  "breaker-open": { title: "A backend fails and its circuit breaker opens", severity: 1 },
  "budget-used": { title: "A product's budget or quota is used up", severity: 3 },
  "slow-gateway": { title: "The gateway itself is slow", severity: 2 },
};

const workbookTitles: Readonly<Record<WorkbookQuery, string>> = {
  "calls-by-product": "Calls by product and status",
  "tokens-by-product": "Tokens by model and hour",
  "cost-by-product": "Cost by product, at the prices of its budget",
  "spill-by-hour": "Calls by kind of backend and hour",
};

/**
 * What whoever is on duty needs: a workbook of usage and cost per product, and, where there are addresses to write to,
 * alerts. The queries are the files under queries/.
 * https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule
 */
export class Operations extends pulumi.ComponentResource {
  readonly workbookId: pulumi.Output<string>;

  constructor(name: string, args: OperationsArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:Operations", name, {}, options);
    const own = { parent: this };
    const parameters = queryParameters(args.config, args.plan);
    this.workbookId = declareWorkbook(name, args, parameters, own).id;
    if (args.config.alerts.emails.length > 0) declareAlerts(name, args, parameters, own);
    this.registerOutputs({ workbookId: this.workbookId });
  }
}

function declareAlerts(
  name: string,
  args: OperationsArgs,
  parameters: Readonly<Record<string, string>>,
  options: pulumi.CustomResourceOptions,
): void {
  const { resourceGroupName, location, tags, config } = args;
  const group = new monitor.ActionGroup(
    `${name}-on-duty`,
    {
      resourceGroupName,
      actionGroupName: `ag-${config.workload}-${config.environment}`,
      // Stands in front of every text message; at most 12 characters.
      groupShortName: config.workload.slice(0, 12),
      location: "global",
      enabled: true,
      emailReceivers: config.alerts.emails.map((emailAddress, index) => ({
        name: `email-${index}`,
        emailAddress,
        useCommonAlertSchema: true,
      })),
      tags,
    },
    options,
  );
  for (const query of alertQueries)
    new monitor.ScheduledQueryRule(
      `${name}-alert-${query}`,
      {
        resourceGroupName,
        location,
        ruleName: `alert-${config.workload}-${config.environment}-${query}`,
        kind: "LogAlert",
        displayName: alertFacts[query].title,
        description: `The query is queries/alerts/${query}.kql.`,
        severity: alertFacts[query].severity,
        enabled: true,
        scopes: [args.workspaceId],
        evaluationFrequency: "PT5M",
        windowSize: "PT10M",
        criteria: {
          allOf: [
            {
              query: readQuery("alerts", query, parameters),
              timeAggregation: monitor.TimeAggregation.Count,
              operator: greaterThan,
              threshold: 0,
              failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
            },
          ],
        },
        autoMitigate: true,
        // A table that has never had a row is not there yet, and the rule would be refused.
        skipQueryValidation: true,
        actions: { actionGroups: [group.id] },
        tags,
      },
      options,
    );
  for (const [backend, accountId] of Object.entries(args.provisionedAccountIds))
    declareUtilizationAlert(`${name}-alert-utilization-${backend}`, backend, accountId, group, args, options);
}

/** https://learn.microsoft.com/azure/ai-foundry/openai/monitor-openai-reference */
function declareUtilizationAlert(
  name: string,
  backend: string,
  accountId: pulumi.Input<string>,
  group: monitor.ActionGroup,
  { resourceGroupName, tags, config }: OperationsArgs,
  options: pulumi.CustomResourceOptions,
): void {
  new monitor.MetricAlert(
    name,
    {
      resourceGroupName,
      ruleName: `alert-${config.workload}-${config.environment}-utilization-${backend}`,
      location: "global",
      description: `Provisioned throughput of ${backend} has been used above ${config.alerts.ptuUtilization} % for 15 minutes`,
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
            threshold: config.alerts.ptuUtilization,
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

/** https://learn.microsoft.com/azure/azure-monitor/visualize/workbooks-automate */
function declareWorkbook(
  name: string,
  args: OperationsArgs,
  parameters: Readonly<Record<string, string>>,
  options: pulumi.CustomResourceOptions,
): applicationinsights.Workbook {
  const { resourceGroupName, location, tags, config } = args;
  const items = workbookQueries.map((query) => ({
    type: 3,
    name: query,
    content: {
      version: "KqlItem/1.0",
      title: workbookTitles[query],
      query: readQuery("workbook", query, parameters),
      size: 0,
      timeContext: { durationMs: 86_400_000 },
      queryType: 0,
      resourceType: "microsoft.operationalinsights/workspaces",
      visualization: query.endsWith("-hour") || query.startsWith("tokens") ? "timechart" : "table",
    },
  }));
  return new applicationinsights.Workbook(
    `${name}-workbook`,
    {
      resourceGroupName,
      location,
      // A workbook's name is a UUID.
      resourceName: pulumi.output(args.seed).apply((seed) => stableUuid(`workbook\n${seed}`)),
      displayName: `GenAI gateway ${config.workload} ${config.environment}`,
      kind: "shared",
      category: "workbook",
      sourceId: args.workspaceId,
      serializedData: JSON.stringify({ version: "Notebook/1.0", items, isLocked: false }),
      tags,
    },
    options,
  );
}
