/** The last part of an ARM id. Of a resource group's id it is the group's name. */
export function armName(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Empty when the id is not of something in a resource group. */
export function armResourceGroup(id: string): string {
  return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "";
}

/** `/subscriptions/ID`; empty for what stands above subscriptions. */
export function armSubscription(id: string): string {
  return /^\/subscriptions\/[^/]+/i.exec(id)?.[0] ?? "";
}
