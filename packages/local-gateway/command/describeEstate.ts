import type { ClientAccess } from "../stack/access";
import type { Estate } from "../estate/estate";
import type { ApiModel, ServiceModel } from "../gateway/model/types";

/** What there is, in few lines: counts by kind, then every API, then what is not served. */
export function describeEstate(estate: Estate, service: ServiceModel): string {
  const documents = estate.resources.filter(({ type }) => /Policy(?:Fragment)?$/.test(type)).length;
  const counts = [
    counted(service.apis.length, "API"),
    counted(
      service.apis.reduce((sum, { operations }) => sum + operations.length, 0),
      "operation",
    ),
    counted(service.products.length, "product"),
    counted(service.backends.size, "backend"),
    counted(service.namedValues.size, "named value"),
    counted(service.fragments.size, "fragment"),
    counted(documents, "policy document"),
  ];
  const left = [...estate.notServed].sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    `${estate.form}, service ${service.name}: ${counts.join(", ")}`,
    ...(left.length === 0
      ? []
      : ["not served:", ...left.map(([type, count]) => `   ${type}${count > 1 ? ` × ${count}` : ""}`)]),
  ].join("\n");
}

/** What somebody needs to call it. */
export function renderAccess(
  access: ClientAccess,
  service: ServiceModel,
  certificateFile: string | undefined,
): string {
  const paths = new Map(service.apis.map((api) => [api.id, api]));
  const first = access.apis[0];
  const key =
    access.keys.find(({ apis, product }) => product !== "" && first && apis.includes(first.id)) ??
    access.keys[0];
  return [
    "it is up; keys are made up and open nothing else. Ctrl-C stops it.",
    ...(certificateFile ? [`its certificate: ${certificateFile}`] : []),
    "",
    "APIs",
    ...access.apis.map(
      ({ id, url, keyHeader }) =>
        `   ${url}  ${id}${paths.get(id)?.subscriptionRequired === false ? "" : `  key as ${keyHeader}`}`,
    ),
    "keys, by subscription and product; a call without one has no subscription, and limits by subscription do not count it",
    ...access.keys.map(
      ({ subscription, product, key: value }) => `   ${subscription}  ${product || "all APIs"}  ${value}`,
    ),
    ...(first && key ? ["", curl(first, paths.get(first.id), key.key, certificateFile)] : []),
  ].join("\n");
}

function curl(
  { url, keyHeader }: ClientAccess["apis"][number],
  api: ApiModel | undefined,
  key: string,
  certificateFile: string | undefined,
): string {
  const [operation] = api?.operations ?? [];
  const path = operation?.urlTemplate.replace(/\{\*?([^{}]+)\}/g, "$1").replace(/\*$/, "") ?? "/";
  const method = operation && !["GET", "*"].includes(operation.method) ? ` -X ${operation.method}` : "";
  const trust = certificateFile ? ` --cacert ${certificateFile}` : "";
  const { versionIn: where, version = "" } = api ?? {};
  const query = where?.kind === "query" && version ? `?${where.name}=${version}` : "";
  const header = where?.kind === "header" && version ? ` -H "${where.name}: ${version}"` : "";
  return `curl -i${trust}${method} "${url.replace(/\/$/, "")}${path}${query}" -H "${keyHeader}: ${key}"${header}`;
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
