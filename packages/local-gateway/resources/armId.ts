/**
 * Azure resource ids are `/subscriptions/S/resourceGroups/G/providers/NAMESPACE/type/name/type/name...`, compared
 * without case. https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */

/** The name that follows the segment `type`: `armSegment(".../service/apim/apis/chat", "apis")` is `chat`. */
export function armSegment(id: string, type: string): string | undefined {
  const parts = id.split("/");
  const wanted = type.toLowerCase();
  // From the end, so that a resource group called like a type does not mislead.
  for (let index = parts.length - 2; index >= 0; index--) {
    if (parts[index]!.toLowerCase() === wanted) return parts[index + 1] || undefined;
  }
  return undefined;
}

export function armName(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

export function sameArmId(left: string, right: string): boolean {
  return normal(left) === normal(right);
}

/** True when `id` is `scope` or stands below it. */
export function armContains(scope: string, id: string): boolean {
  const outer = normal(scope);
  const inner = normal(id);
  return inner === outer || inner.startsWith(`${outer}/`);
}

function normal(id: string): string {
  return id.replace(/\/+$/, "").toLowerCase();
}
