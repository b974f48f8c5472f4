import type { Clock } from "@azure-genai-gateway/common/clock";
import { type HttpHandler, HttpHeaders } from "@azure-genai-gateway/common/http";
import { type Problem, ProblemsError, throwIfErrors } from "@azure-genai-gateway/common/problem";
import type { Random } from "@azure-genai-gateway/common/random";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import type { Transport } from "../http/transport";
import { BackendForwarder } from "./backends/forward";
import { DebugSessions } from "./debug/sessions";
import type { TokenIssuer } from "./identity/tokens";
import { McpServer } from "./mcp/server";
import type { McpFaults } from "./mcp/tools";
import { readServices } from "./model/readModel";
import type { ServiceModel } from "./model/types";
import { type PolicyCompiler, readDocuments } from "./pipeline/documents";
import { Pipeline } from "./pipeline/pipeline";
import type { CallTraceRecord } from "./pipeline/trace";
import {
  type Call,
  type Counters,
  type GatewayServices,
  type GatewaySinks,
  PolicyFailure,
  type PolicyDefinition,
  type ValueCache,
} from "./policy";
import type { TokenCounter } from "../tokens/tokenCounter";
import { policyDefinitions } from "./policies";
import { unverified } from "./unverifiedTexts";
import { splitUrl } from "../http/url";

export interface GatewayOptions {
  /** What the program declared; the gateway knows nothing else. */
  readonly resources: readonly DeclaredResource[];
  /** The service to be, by name; default the first that is declared. */
  readonly service?: string;
  /** Where this gateway stands; default the service's first location. */
  readonly region?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly sinks: GatewaySinks;
  readonly cache: ValueCache;
  readonly counters: Counters;
  readonly tokens: TokenCounter;
  /** Signs managed identities on; the accounts check tokens with the same one. */
  readonly identity: TokenIssuer;
  /** What API Management has been seen to get wrong with MCP servers; default nothing. */
  readonly mcpFaults?: McpFaults | undefined;
  /** Called with what every policy did to each call; leave it out where speed matters. */
  readonly onTrace?: (record: CallTraceRecord) => void;
  /**
   * Asked at the start of each call whether it is to be traced for {@link onTrace}, by the operation's id ("" where there
   * is none); default all calls are.
   */
  readonly isTraced?: (operationId: string) => boolean;
  /** Told of each call before its first policy runs. */
  readonly onCall?: (call: Call) => void;
  /** Debug tokens and the traces they gave; default none known yet. Instances of one service share them. */
  readonly debug?: DebugSessions;
  /** The gateway that this one takes the place of: its open breakers stay open. */
  readonly before?: LocalGateway;
  /** Hears of defects of the gateway itself (the client gets a 500); default the console. */
  readonly onDefect?: (error: unknown) => void;
  /** For tests: other policies, or another reader, than the project's own. */
  readonly definitions?: readonly PolicyDefinition[];
  readonly compile?: PolicyCompiler;
}

export interface LocalGateway {
  readonly handle: HttpHandler;
  readonly service: ServiceModel;
  readonly debug: DebugSessions;
  /** Ids of backends whose circuit breaker is open now. */
  openBreakers(): readonly string[];
  readonly forwarder: BackendForwarder;
  /** What is worth knowing about the resources, but does not stop the gateway. */
  readonly warnings: readonly Problem[];
}

/** API Management's own health endpoint, which load balancers probe. */
const statusPath = "/status-0123456789abcdef";

/**
 * An API Management service as the resources declare it.
 * @throws ProblemsError with everything that is wrong with any of its policies and other resources.
 */
export function createGateway(options: GatewayOptions): LocalGateway {
  const definitions = options.definitions ?? policyDefinitions;
  const problems: Problem[] = [];
  const declared = chooseService(readServices(options.resources, problems), options.service);
  const service = options.region === undefined ? declared : { ...declared, region: options.region };
  const documents = readDocuments(service, definitions, problems, options.compile);
  throwIfErrors(`API Management service "${service.name}" cannot run`, problems);

  const forwarder = new BackendForwarder(
    service.backends,
    options.transport,
    options.clock,
    options.before?.forwarder,
  );
  const { clock, random, transport, cache, counters, sinks, tokens } = options;
  const mcp = new McpServer(service, (request) => pipeline.handle(request), options.mcpFaults);
  const gateway: GatewayServices = {
    clock,
    random,
    transport,
    cache,
    counters,
    sinks,
    tokens,
    identityToken: (resource, clientId) => identityToken(service, options.identity, resource, clientId),
    forward: (call, forward) =>
      call.api?.mcp?.tools ? mcp.answer(call, call.api) : forwarder.forward(call, forward),
    logger: (id) => service.loggers.get(id.toLowerCase()),
    fragment: (id) => documents.fragment(id),
  };
  const debug = options.debug ?? new DebugSessions(clock);
  const pipeline: Pipeline = new Pipeline({
    debug,
    service,
    documents,
    definitions,
    gateway,
    keepsStreamsBack: options.mcpFaults?.bodyReading ?? false,
    onTrace: options.onTrace,
    isTraced: options.isTraced,
    onCall: options.onCall,
    onDefect: options.onDefect ?? ((error) => console.error("The local gateway failed:", error)),
  });
  return {
    service,
    forwarder,
    debug,
    warnings: problems,
    openBreakers: () => forwarder.openBreakers(),
    handle: (request) =>
      splitUrl(request.url).path === statusPath
        ? Promise.resolve({
            status: 200,
            headers: new HttpHeaders(),
            body: Buffer.from("Service Operational"),
          })
        : pipeline.handle(request),
  };
}

function chooseService(services: readonly ServiceModel[], name: string | undefined): ServiceModel {
  const service = name === undefined ? services[0] : services.find((candidate) => candidate.name === name);
  if (service) return service;
  throw new ProblemsError("There is no gateway to run", [
    {
      code: "GATEWAY_MISSING",
      severity: "error",
      message:
        name === undefined
          ? "No resource declares an API Management service"
          : `No resource declares an API Management service named "${name}"`,
      hint: "Declare an azure-native:apimanagement:ApiManagementService",
    },
  ]);
}

/** Without a client id the service signs on as itself, with one as an attached user-assigned identity. */
function identityToken(
  service: ServiceModel,
  issuer: TokenIssuer,
  resource: string,
  clientId: string | undefined,
): string {
  const identity = service.identities.find(
    (candidate) => candidate.clientId?.toLowerCase() === clientId?.toLowerCase(),
  );
  if (!identity) throw new PolicyFailure({ source: "", ...unverified.identityMissing(clientId) });
  return issuer.issue(identity, resource);
}
