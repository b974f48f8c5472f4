import type { RuleContext } from "../context";
import { among, fault, learn, type Rule } from "../rule";
import { lastSegment, type Subject, text } from "../subject";
import { earlierInService, service, serviceId, serviceOf, tierOf } from "./tiers";

const types = [`${service}/apis`];
const page = `${learn}/templates/microsoft.apimanagement/service/apis`;
/** As the service states it: azurerm validates the same. */
const pathPattern = /^([\w.][\w\-/.:]{0,398}[\w-]|\w)?$/;

export const apiRules: readonly Rule[] = [
  {
    code: "ValidationError",
    types,
    source:
      "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/apimanagement/validate/api_management.go",
    *check(subject) {
      const path = subject.at("path");
      if (typeof path === "string" && !pathPattern.test(path))
        yield fault(
          "path",
          `is '${path}'`,
          "letters, digits and - / . : _, without a / at either end, 400 at most",
        );
    },
  },
  {
    code: "ValidationError",
    types,
    source: `${learn}/api-management/api-management-versions`,
    *check(subject, context) {
      if (subject.at("path") === undefined) return;
      for (const other of earlierInService(subject, context)) {
        if (address(other) !== address(subject) || revisionOf(other) === revisionOf(subject)) continue;
        yield fault(
          "path",
          `is '${pathOf(subject)}', which API ${other.name} has already`,
          "a path of its own",
        );
      }
    },
  },
  {
    code: "ValidationError",
    types,
    source: page,
    *check(subject) {
      const format = subject.text("format");
      const value = subject.text("value");
      if (format !== undefined && value === undefined)
        yield fault("value", `is missing for format ${format}`, "the document, or its URL");
      if (value !== undefined && format === undefined)
        yield fault("format", "is missing beside value", "such as openapi+json");
      yield* among(subject, "format", formats);
      if (format === undefined || value === undefined) {
        if (!subject.has("displayName") && !subject.has("sourceApiId") && format === undefined)
          yield fault("displayName", "is missing", "a name, or a document to import");
      } else yield* imported(format, value);
      for (const protocol of subject.texts("protocols"))
        if (!["http", "https", "ws", "wss"].includes(protocol))
          yield fault("protocols", `has '${protocol}'`, "http, https, ws, wss");
      const length = subject.text("displayName")?.length ?? 0;
      if (length > 300) yield fault("displayName", `has ${length} characters`, "300 at most");
      const url = subject.text("serviceUrl");
      if (url !== undefined && (!/^(https?|wss?):\/\/[^\s/]+/i.test(url) || url.length > 2000))
        yield fault("serviceUrl", `is '${url}'`, "an absolute URL");
      const websocket = (subject.text("apiType") ?? subject.text("type")) === "websocket";
      if (websocket && url !== undefined && !/^wss?:/i.test(url))
        yield fault("serviceUrl", `is '${url}' for a WebSocket API`, "ws:// or wss://");
    },
  },
  {
    code: "ValidationError",
    types,
    source: page,
    *check(subject, context) {
      const set = subject.text("apiVersionSetId");
      if (subject.has("apiVersion") && set === undefined && !subject.has("apiVersionSet"))
        yield fault("apiVersion", "is given without a version set", "apiVersionSetId");
      if (set !== undefined && serviceOf(subject, context))
        yield* context.need(
          subject,
          childOf(subject, context, "apiVersionSets", set),
          `version set '${lastSegment(set)}'`,
        );
      const key = subject.text("subscriptionKeyParameterNames.header");
      if (key !== undefined && !/^[\w!#$%&'*+.^`|~-]+$/.test(key))
        yield fault("subscriptionKeyParameterNames.header", `is '${key}'`, "the name of an HTTP header");
      const tier = tierOf(serviceOf(subject, context));
      if (
        (subject.text("apiType") ?? subject.text("type")) === "websocket" &&
        tier?.gateway === "consumption"
      )
        yield fault("apiType", "is websocket, which the Consumption tier does not have", "another tier");
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/apiversionsets`],
    source: `${learn}/templates/microsoft.apimanagement/service/apiversionsets`,
    *check(subject) {
      yield* among(subject, "versioningScheme", ["Segment", "Header", "Query"]);
      const scheme = subject.text("versioningScheme");
      const needs = { Header: "versionHeaderName", Query: "versionQueryName" }[scheme ?? ""];
      if (needs !== undefined && !subject.has(needs))
        yield fault(needs, `is missing for scheme ${scheme}`, "its name");
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/apis/operations`],
    source: `${learn}/templates/microsoft.apimanagement/service/apis/operations`,
    *check(subject, context) {
      if (subject.contained && !subject.has("urlTemplate")) return;
      const template = subject.text("urlTemplate");
      if (template !== undefined) yield* urlTemplate(subject, template);
      const method = subject.text("method");
      if (subject.inputs["method"] === "" || (method !== undefined && !/^[A-Z]{1,20}$/i.test(method)))
        yield fault("method", `is '${method ?? ""}'`, "an HTTP method");
      const length = subject.text("displayName")?.length ?? 0;
      if (length > 300) yield fault("displayName", `has ${length} characters`, "300 at most");
      for (const [index, response] of subject.records("responses").entries()) {
        const status = Number(response["statusCode"]);
        if (!(status >= 100 && status <= 599))
          yield fault(`responses[${index}].statusCode`, `is ${String(response["statusCode"])}`, "100 to 599");
      }
      const twin = earlierInService(subject, context).find(
        (other) =>
          other.parent?.toLowerCase() === subject.parent?.toLowerCase() &&
          other.text("method") === method &&
          shape(other.text("urlTemplate")) === shape(template),
      );
      if (twin && template !== undefined)
        yield fault(
          "urlTemplate",
          `${method} ${template} is operation ${twin.name} already`,
          "one operation for a method and template",
        );
    },
  },
];

const formats = [
  "wadl-xml", "wadl-link-json", "swagger-json", "swagger-link-json", "wsdl", "wsdl-link", "openapi", "openapi+json",
  "openapi-link", "openapi+json-link", "graphql-link", "odata", "odata-link", "grpc", "grpc-link",
]; // prettier-ignore

function* imported(format: string, value: string) {
  if (/-link/.test(format)) {
    if (!/^https?:\/\/[^\s/]+/i.test(value.trim()))
      yield fault("value", `is no URL for format ${format}`, "https://…, or another format");
    return;
  }
  if (format === "openapi+json" || format === "swagger-json") {
    try {
      const document = JSON.parse(value) as Record<string, unknown>;
      const version = text(document["openapi"]) ?? text(document["swagger"]);
      if (version === undefined)
        yield fault(
          "value",
          "is no OpenAPI document: it has no 'openapi' or 'swagger'",
          "the version it is written in",
        );
      else if (typeof document["paths"] !== "object")
        yield fault("value", "has no paths", "the operations of the API");
    } catch {
      yield fault("value", "is no JSON", "a document, or format openapi for YAML");
    }
  } else if (/^\s*https?:\/\/\S+\s*$/.test(value))
    yield fault("value", `is a URL for format ${format}`, `${format}-link`);
}

function* urlTemplate(subject: Subject, template: string) {
  if (!template.startsWith("/") && template !== "*")
    yield fault("urlTemplate", `is '${template}'`, "a path that begins with /");
  if (template.length > 1000) yield fault("urlTemplate", "is too long", "1,000 characters at most");
  const used = [...template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]!.replace(/^\*/, ""));
  const declared = subject.records("templateParameters").map((item) => text(item["name"]) ?? "");
  for (const name of used)
    if (!declared.includes(name))
      yield fault("templateParameters", `lacks '${name}' of ${template}`, "an entry for each {parameter}");
  for (const name of declared)
    if (!used.includes(name))
      yield fault(
        "templateParameters",
        `has '${name}', which is not in ${template}`,
        "what the template has",
      );
}

const shape = (template: string | undefined) => template?.replace(/\{[^}]+\}/g, "{}").toLowerCase();

function pathOf(subject: Subject): string {
  return (subject.text("path") ?? "").replace(/^\/|\/$/g, "").toLowerCase();
}

/** What calls are told apart by: the path and, within a version set, the version. */
function address(subject: Subject): string {
  return `${pathOf(subject)} ${(subject.text("apiVersionSetId") ?? "").toLowerCase()} ${subject.text("apiVersion") ?? ""}`;
}

/** Revisions of one API share its path. */
function revisionOf(subject: Subject): string {
  return subject.name.replace(/;rev=.*$/, "").toLowerCase();
}

/** An entity that is named by its id, or the end of it. */
export function childOf(
  subject: Subject,
  context: RuleContext,
  kind: string,
  id: string,
): Subject | undefined {
  // Of a service that was there before the program too.
  return context.find(`${serviceId(subject.id)}/${kind}/${lastSegment(id)}`);
}
