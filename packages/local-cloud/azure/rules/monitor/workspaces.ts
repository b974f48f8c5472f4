import { among, fault, learn, type Rule } from "../rule";

const workspace = "microsoft.operationalinsights/workspaces";
const component = "microsoft.insights/components";

export const workspaceRules: readonly Rule[] = [
  {
    code: "InvalidParameter",
    types: [workspace],
    source: `${learn}/azure-monitor/logs/data-retention-configure`,
    *check(subject) {
      const sku = subject.text("sku.name");
      if (
        sku !== undefined &&
        !["PerGB2018", "CapacityReservation", "LACluster", "Free", "Standalone", "PerNode"].includes(sku)
      )
        yield fault("sku.name", `is ${sku}`, "PerGB2018 or CapacityReservation");
      const days = subject.number("retentionInDays");
      if (days !== undefined && (sku === "Free" ? days !== 7 : days < 30 || days > 730))
        yield fault(
          "retentionInDays",
          `is ${days}`,
          sku === "Free" ? "7, all that the tier has" : "30 to 730",
        );
      const level = subject.number("sku.capacityReservationLevel");
      if ((sku === "CapacityReservation") !== (level !== undefined) && sku !== undefined)
        yield fault(
          "sku.capacityReservationLevel",
          level === undefined ? "is missing" : `is given for ${sku}`,
          "100 to 50000 with CapacityReservation",
        );
      const quota = subject.number("workspaceCapping.dailyQuotaGb");
      if (quota !== undefined && quota !== -1 && quota < 0.023)
        yield fault("workspaceCapping.dailyQuotaGb", `is ${quota}`, "-1 for none, or 0.023 and more");
    },
  },
  {
    code: "BadRequest",
    types: [component],
    source: `${learn}/azure-monitor/app/create-workspace-resource`,
    *check(subject) {
      yield* among(subject, "applicationType", ["web", "other"]);
      const workspaceId = subject.text("workspaceResourceId") ?? subject.text("WorkspaceResourceId");
      const mode = subject.text("ingestionMode") ?? subject.text("IngestionMode");
      if (
        workspaceId === undefined &&
        ["workspaceResourceId", "WorkspaceResourceId"].every((key) => subject.inputs[key] === undefined)
      )
        yield fault(
          "workspaceResourceId",
          "is missing: classic components cannot be created any more",
          "the workspace's id",
        );
      if (mode !== undefined && mode !== "LogAnalytics")
        yield fault("ingestionMode", `is ${mode}`, "LogAnalytics");
      const days = subject.number("retentionInDays");
      if (days !== undefined && ![30, 60, 90, 120, 180, 270, 365, 550, 730].includes(days))
        yield fault("retentionInDays", `is ${days}`, "30, 60, 90, 120, 180, 270, 365, 550 or 730");
      const share = subject.number("samplingPercentage");
      if (share !== undefined && (share <= 0 || share > 100))
        yield fault("samplingPercentage", `is ${share}`, "more than 0, 100 at most");
    },
  },
  {
    code: "BadRequest",
    types: ["microsoft.insights/workbooks"],
    source: `${learn}/azure-monitor/visualize/workbooks-automate`,
    *check(subject) {
      const data = subject.text("serializedData");
      try {
        if (data !== undefined) JSON.parse(data);
      } catch {
        yield fault("serializedData", "is no JSON", "the workbook as text");
      }
      if (subject.at("displayName") === "") yield fault("displayName", "is empty", "a name");
      yield* among(subject, "kind", ["shared", "user"]);
    },
  },
];
