import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** What concerns the stack as a whole, and its Event Hub. */
export function stackChecks(config: SalvagedConfig, report: Report): void {
  tagChecks(config, report);
  lockChecks(config, report);
  eventHubChecks(config, report);
}

/** https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations */
function tagChecks({ tags = {} }: SalvagedConfig, report: Report): void {
  const names = new Map<string, string>();
  for (const name of Object.keys(tags)) {
    const other = names.get(name.toLowerCase());
    if (other !== undefined)
      report(
        "CONFIG_DUPLICATE_TAG",
        ["tags", name],
        `Azure takes "${name}" and "${other}" for one tag`,
        "Write one of them",
      );
    else names.set(name.toLowerCase(), name);
    const wrong =
      /[<>%&\\?/]/.exec(name)?.[0] ?? (name === "" || name.length > 512 ? "its length" : undefined);
    if (wrong !== undefined)
      report(
        "CONFIG_TAG_NAME",
        ["tags", name],
        `Azure refuses the name of the tag for ${wrong}`,
        "Write 1 to 512 characters, none of them < > % & \\ ? /",
      );
  }
  if (names.size > 50)
    report("CONFIG_TAGS", ["tags"], `${names.size} tags are too many`, "Write at most 50 tags");
}

function lockChecks({ lock, protect }: SalvagedConfig, report: Report): void {
  if (lock !== undefined && lock !== "None" && !protect)
    report(
      "CONFIG_LOCK_WITHOUT_PROTECT",
      ["lock"],
      "The lock stops everybody but this program, which takes it off before it deletes what is locked",
      "Write protect: true besides",
      "warning",
    );
}

function eventHubChecks({ eventHub }: SalvagedConfig, report: Report): void {
  const { capacity = 1, maximumThroughputUnits: most, dataReceivers = [] } = eventHub ?? {};
  if (most !== undefined && most < capacity)
    report(
      "CONFIG_CAPACITY_ORDER",
      ["eventHub", "maximumThroughputUnits"],
      `The most throughput units, ${most}, are fewer than the ${capacity} to begin with`,
      `Write ${capacity} or more, or a smaller eventHub.capacity`,
    );
  const receivers = new Map<string, number>();
  for (const [index, receiver] of dataReceivers.entries()) {
    // Of those that are only known later, Azure tells: a role is given to nobody twice.
    const id = receiver?.principalId;
    if (typeof id !== "string") continue;
    const first = receivers.get(id.toLowerCase());
    if (first !== undefined)
      report(
        "CONFIG_DUPLICATE_RECEIVER",
        ["eventHub", "dataReceivers", index, "principalId"],
        `eventHub.dataReceivers[${first}] is the same principal`,
        "Name each principal once",
      );
    else receivers.set(id.toLowerCase(), index);
  }
}
