import * as monitor from "@pulumi/azure-native/monitor";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags";

/**
 * Azure's own word. azure-native's ConditionOperator is another enum of that name, of Microsoft.Insights' rules for
 * service health, which says "gt"; a log alert with it is refused with "Alert rule payload cannot be empty".
 */
const greaterThan = "GreaterThan";

export interface ActionGroupArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly actionGroupName: pulumi.Input<string>;
  /** Stands in front of every text message; cut to 12 characters. */
  readonly shortName: string;
  readonly emails: readonly pulumi.Input<string>[];
  readonly tags?: Tags | undefined;
}

/** Whom alerts go to. https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups */
export function declareActionGroup(
  name: string,
  { resourceGroupName, actionGroupName, shortName, emails, tags }: ActionGroupArgs,
  options: pulumi.CustomResourceOptions,
): monitor.ActionGroup {
  return new monitor.ActionGroup(
    name,
    {
      resourceGroupName,
      actionGroupName,
      groupShortName: shortName.slice(0, 12),
      location: "global",
      enabled: true,
      emailReceivers: emails.map((emailAddress, index) => ({
        name: `email-${index}`,
        emailAddress,
        useCommonAlertSchema: true,
      })),
      tags,
    },
    options,
  );
}

export interface LogAlertArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Of the workspace. */
  readonly location: pulumi.Input<string>;
  readonly workspaceId: pulumi.Input<string>;
  readonly ruleName: pulumi.Input<string>;
  readonly title: string;
  readonly description: string;
  /** 1 is an error, 2 a warning, 3 information. */
  readonly severity: number;
  /** KQL; every row that it answers is a reason to tell. */
  readonly query: string;
  /**
   * Columns of the answer: each of their values is an alert of its own, told when it comes and again only after it has
   * gone. At most 6. Default: the rule is one alert.
   */
  readonly dimensions?: readonly string[] | undefined;
  /** How far back the query looks, at most two days. Default: ten minutes. */
  readonly windowSize?: "PT10M" | "PT15M" | "P2D" | undefined;
  readonly group: monitor.ActionGroup;
  readonly tags?: Tags | undefined;
}

/** A log alert, run every five minutes. https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule */
export function declareLogAlert(
  name: string,
  { group, dimensions, windowSize = "PT10M", ...args }: LogAlertArgs,
  options: pulumi.CustomResourceOptions,
): monitor.ScheduledQueryRule {
  return new monitor.ScheduledQueryRule(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      ruleName: args.ruleName,
      kind: "LogAlert",
      displayName: args.title,
      description: args.description,
      severity: args.severity,
      enabled: true,
      scopes: [args.workspaceId],
      evaluationFrequency: "PT5M",
      windowSize,
      criteria: {
        allOf: [
          {
            query: args.query,
            timeAggregation: monitor.TimeAggregation.Count,
            operator: greaterThan,
            threshold: 0,
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
            ...(dimensions
              ? {
                  dimensions: dimensions.map((column) => ({
                    name: column,
                    operator: monitor.DimensionOperator.Include,
                    values: ["*"],
                  })),
                }
              : {}),
          },
        ],
      },
      autoMitigate: true,
      // A table that has never had a row is not there yet, and the rule would be refused.
      skipQueryValidation: true,
      actions: { actionGroups: [group.id] },
      tags: args.tags,
    },
    options,
  );
}
