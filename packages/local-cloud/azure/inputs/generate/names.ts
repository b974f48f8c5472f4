/** `odata.type`, `Application_Type` and `publicIPAddress` are odataType, applicationType and publicIpAddress elsewhere. */
export function sameName(key: string, ...others: readonly string[]): boolean {
  const wanted = bare(key);
  return others.some((other) => bare(other) === wanted);
}

const bare = (name: string) => name.replace(/[^a-z0-9]/gi, "").toLowerCase();
