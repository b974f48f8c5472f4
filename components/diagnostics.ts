import * as monitor from "@pulumi/azure-native/monitor";
import type * as pulumi from "@pulumi/pulumi";

/** Sends all logs and metrics of a resource to Log Analytics. https://learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings */
export function declareDiagnostics(
  name: string,
  resourceId: pulumi.Input<string>,
  workspaceId: pulumi.Input<string> | undefined,
  options: pulumi.CustomResourceOptions,
): void {
  if (workspaceId === undefined) return;
  new monitor.DiagnosticSetting(
    `${name}-diagnostics`,
    {
      name: "to-log-analytics",
      resourceUri: resourceId,
      workspaceId,
      logs: [{ categoryGroup: "allLogs", enabled: true }],
      metrics: [{ category: "AllMetrics", enabled: true }],
    },
    options,
  );
}
