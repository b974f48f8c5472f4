import { createHash } from "node:crypto";
import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName, armSegment } from "../resources/armId";
import { importOpenApi } from "../gateway/model/openApi";
import { asRecord, azureType, textOf } from "../resources/inputs";
import { policyReferences } from "@azure-genai-gateway/policy-language/references";
import { backendAddress } from "./echo";
import { documentsOf, type EstateDocument } from "../resources/documents";
import { type Estate, EstateBuilder, serviceIdOf } from "./estate";
import { withIdentities } from "./identities";
import { withNamedValues } from "./namedValues";

export interface CompleteOptions {
  /** Addresses for backends, by name; those that nothing declares are declared with them. */
  readonly backends?: ReadonlyMap<string, string>;
  /** Values by the name that `{{ }}` uses; they stand in place of declared ones. */
  readonly namedValues?: ReadonlyMap<string, string>;
  /** The service to be; default the one with the most APIs. */
  readonly service?: string;
}

/** An estate that a gateway can be made of. */
export interface CompleteEstate {
  readonly service: string;
  readonly resources: readonly DeclaredResource[];
  /** Of the estate itself, and what was added to it that matters to who calls. */
  readonly problems: readonly Problem[];
  readonly documents: readonly EstateDocument[];
}

/**
 * Adds what a service on Azure has without anybody declaring it, and what an estate leaves to others: the service, its
 * identities and keys, a subscription for everything, loggers that record.
 * Nothing that the estate says is changed, but for named values that were given.
 */
export function completeEstate(estate: Estate, options: CompleteOptions = {}): CompleteEstate {
  const completion = new Completion(estate, options);
  return completion.run();
}

class Completion {
  private readonly problems: Problem[] = [];
  private readonly added = new EstateBuilder();
  private readonly service: string;

  constructor(
    private readonly estate: Estate,
    private readonly options: CompleteOptions,
  ) {
    this.service = this.chooseService();
  }

  run(): CompleteEstate {
    const { options, service } = this;
    const own = this.estate.resources.filter((resource) => {
      const of = serviceOf(resource);
      return of === undefined || of.toLowerCase() === service.toLowerCase();
    });
    const values = withNamedValues(
      own,
      serviceIdOf(service),
      options.namedValues ?? new Map(),
      this.problems,
    );
    const resources = values.flatMap((resource) => this.completed(resource));
    this.addService(resources);
    this.addOperations(resources);
    this.addMaster();
    const documents = documentsOf(resources);
    this.addBackends(resources);
    this.addLoggers(resources, documents);
    const all = () => [...resources, ...this.added.build(this.estate.form).resources];
    return {
      service,
      resources: withIdentities(all(), documents),
      documents,
      problems: [...this.estate.problems, ...this.problems],
    };
  }

  private chooseService(): string {
    const apis = new Map<string, number>();
    const spelled = new Map<string, string>();
    for (const resource of this.estate.resources) {
      const name = serviceOf(resource);
      if (name === undefined) continue;
      const key = name.toLowerCase();
      if (!spelled.has(key)) spelled.set(key, name);
      const weight = azureType(resource) === "apimanagement:Api" ? 1_000 : 1;
      apis.set(key, (apis.get(key) ?? 0) + weight);
    }
    const names = [...apis].sort(([, left], [, right]) => right - left).map(([key]) => spelled.get(key)!);
    const wanted = this.options.service;
    const chosen =
      wanted === undefined ? names[0] : names.find((name) => name.toLowerCase() === wanted.toLowerCase());
    if (wanted !== undefined && chosen === undefined)
      this.problem(
        "SERVICE_UNKNOWN",
        "error",
        `There is no API Management service "${wanted}"`,
        `There are: ${names.join(", ")}`,
      );
    else if (names.length > 1)
      this.problem(
        "SERVICE_CHOSEN",
        "warning",
        `There are several API Management services; "${chosen}" is served`,
        `Choose by --service: ${names.join(", ")}`,
      );
    return chosen ?? "local";
  }

  private completed(resource: DeclaredResource): readonly DeclaredResource[] {
    switch (azureType(resource)) {
      case "apimanagement:Subscription":
        return [withKeys(resource)];
      case "apimanagement:Api":
        return [this.withReadableDefinition(resource)];
      case "cognitiveservices:Account":
        return [withSubdomain(resource)];
      default:
        return [resource];
    }
  }

  private addService(resources: readonly DeclaredResource[]): void {
    if (resources.some((one) => azureType(one) === "apimanagement:ApiManagementService")) return;
    const id = serviceIdOf(this.service);
    this.added.add("Microsoft.ApiManagement/service", id, { location: "westeurope" });
  }

  /** A definition that stands elsewhere, or is of another kind, is not read; the API goes on without it. */
  private withReadableDefinition(api: DeclaredResource): DeclaredResource {
    const { format, value, ...inputs } = api.inputs;
    if (value === undefined || value === null) return { ...api, inputs };
    const kind = textOf(format) ?? "";
    const text = textOf(value) ?? "";
    if (/^(?:openapi|swagger)/.test(kind) && !kind.includes("link") && importOpenApi(text, "template"))
      return { ...api, inputs: { ...inputs, value: text, format: "openapi" } };
    this.problem(
      "API_DEFINITION_NOT_READ",
      "warning",
      kind.includes("link")
        ? `The definition of API "${armName(api.id)}" stands at ${text.slice(0, 200)} and is not fetched`
        : `The definition of API "${armName(api.id)}" (format "${kind}") is not read: OpenAPI and Swagger 2.0 are`,
      "Operations that are declared one by one are served; without any the API takes every path",
      api,
    );
    return { ...api, inputs };
  }

  /** An API whose operations nobody declares takes every path, so that its policies can be tried. */
  private addOperations(resources: readonly DeclaredResource[]): void {
    const withOwn = new Set(
      resources
        .filter((one) => azureType(one) === "apimanagement:ApiOperation")
        .map((one) => (armSegment(one.id, "apis") ?? "").toLowerCase()),
    );
    for (const api of resources.filter((one) => azureType(one) === "apimanagement:Api")) {
      const id = armName(api.id);
      if (withOwn.has(id.toLowerCase()) || api.inputs["value"] !== undefined) continue;
      if ([api.inputs["type"], api.inputs["apiType"]].some((type) => /^websocket$/i.test(textOf(type) ?? "")))
        continue;
      this.added.add("Microsoft.ApiManagement/service/apis/operations", `${api.id}/operations/any`, {
        properties: { displayName: "any", method: "*", urlTemplate: "/*" },
      });
    }
  }

  /**
   * Every service has a subscription that opens all APIs.
   * https://learn.microsoft.com/azure/api-management/api-management-subscriptions#all-access-subscription
   */
  private addMaster(): void {
    const id = `${serviceIdOf(this.service)}/subscriptions/master`;
    this.added.add("Microsoft.ApiManagement/service/subscriptions", id, {
      properties: {
        displayName: "master",
        scope: "/apis",
        state: "active",
        primaryKey: keyOf(id, "primary"),
      },
    });
  }

  /** Backends that are named on the command line and declared nowhere. */
  private addBackends(resources: readonly DeclaredResource[]): void {
    const declared = namesOf(resources, "apimanagement:Backend");
    const apis = namesOf(resources, "apimanagement:Api");
    for (const [name, url] of this.options.backends ?? [])
      if (!declared.has(name.toLowerCase()) && !apis.has(name.toLowerCase()) && !name.includes("."))
        this.added.add(
          "Microsoft.ApiManagement/service/backends",
          `${serviceIdOf(this.service)}/backends/${name}`,
          {
            properties: { protocol: "http", url: backendAddress(url) },
          },
        );
  }

  /** What goes to a logger that is declared elsewhere is recorded. */
  private addLoggers(resources: readonly DeclaredResource[], documents: readonly EstateDocument[]): void {
    const declared = namesOf(resources, "apimanagement:Logger");
    for (const { text, file, subject } of documents) {
      for (const { name, place } of policyReferences(text, file).loggers) {
        if (declared.has(name.toLowerCase())) continue;
        declared.add(name.toLowerCase());
        this.added.add(
          "Microsoft.ApiManagement/service/loggers",
          `${serviceIdOf(this.service)}/loggers/${name}`,
          {
            properties: { loggerType: "azureEventHub", credentials: { name } },
          },
        );
        this.problems.push({
          ...{ code: "LOGGER_ASSUMED", severity: "warning", subject, place },
          message: `No logger "${name}" is declared; what goes to it is recorded here`,
        });
      }
    }
  }

  private problem(
    code: string,
    severity: Problem["severity"],
    message: string,
    hint: string,
    about?: DeclaredResource,
  ): void {
    const place =
      about?.sourceFile === undefined ? undefined : { file: about.sourceFile, line: 1, column: 1 };
    this.problems.push({ code, severity, message, hint, subject: about?.name, place });
  }
}

/** The service that a resource belongs to, or is. */
function serviceOf(resource: DeclaredResource): string | undefined {
  return azureType(resource)?.startsWith("apimanagement:") ? armSegment(resource.id, "service") : undefined;
}

function namesOf(resources: readonly DeclaredResource[], type: string): Set<string> {
  return new Set(
    resources.filter((one) => azureType(one) === type).map(({ id }) => armName(id).toLowerCase()),
  );
}

/** The same keys each time, so that clients can go on when files have changed. */
function keyOf(id: string, which: string): string {
  return createHash("sha256").update(`${id.toLowerCase()} ${which}`).digest("hex").slice(0, 32);
}

/** Templates and folders leave keys out, for they are secrets. */
function withKeys(subscription: DeclaredResource): DeclaredResource {
  const { id, inputs } = subscription;
  const key = (name: "primaryKey" | "secondaryKey") => textOf(inputs[name]) ?? keyOf(id, name);
  return {
    ...subscription,
    inputs: { ...inputs, primaryKey: key("primaryKey"), secondaryKey: key("secondaryKey") },
  };
}

function withSubdomain(account: DeclaredResource): DeclaredResource {
  const properties = asRecord(account.inputs["properties"]) ?? {};
  const customSubDomainName = textOf(properties["customSubDomainName"]) ?? armName(account.id).toLowerCase();
  return { ...account, inputs: { ...account.inputs, properties: { ...properties, customSubDomainName } } };
}
