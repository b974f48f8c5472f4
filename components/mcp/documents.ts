import {
  hasTokenProducts,
  hasTokens,
  productOfCall,
  whoseCall,
  type CallersConfig,
} from "../genAiApi/callers";
import { contractsOff } from "../genAiApi/contractDoors";
import type { DocumentMaker, PolicyDocument } from "../genAiApi/documentMaker";
import { metricNamespace } from "../genAiApi/parameters";
import type { PolicyFiles } from "../policyFiles";
import { contractsByToken } from "../contractProducts";
import { includeOf, type EntityNames } from "../policyNames";
import { cardSecurity } from "./cardSecurity";
import {
  agentParameters,
  hasMetadata,
  metadataParameters,
  operationsParameters,
  serverParameters,
  toolProduct,
} from "./parameters";
import type { AgentPlan, RpcPlan, ServerPlan } from "./plan";

export interface ServerDocuments {
  readonly plan: ServerPlan;
  readonly policy: PolicyDocument;
  /** Of the API behind it, where that is declared too. */
  readonly operations?: PolicyDocument | undefined;
  /** Of the operation that gives its protected-resource metadata. */
  readonly metadata?: PolicyDocument | undefined;
}

export interface AgentDocuments {
  readonly plan: AgentPlan;
  readonly policy: PolicyDocument;
  /** Of the operation that gives the agent's card. */
  readonly card: PolicyDocument;
}

/** The policies of MCP servers and agents. */
export interface RpcDocuments {
  readonly servers: readonly ServerDocuments[];
  readonly agents: readonly AgentDocuments[];
  readonly hasMetadata: boolean;
}

/** Renders and checks them. Pure but for reading OpenAPI documents, which the plan has done. */
export function planRpcDocuments(
  plan: RpcPlan,
  {
    maker,
    files,
    names,
    userAssigned,
    callers: who,
    alerts = [],
  }: {
    readonly maker: DocumentMaker;
    readonly files: PolicyFiles;
    readonly names: EntityNames;
    readonly userAssigned: boolean;
    /** Some of whom may bring tokens. */
    readonly callers: CallersConfig;
    /** What counts what goes wrong. Default: nobody asks. */
    readonly alerts?: readonly string[];
  },
): RpcDocuments {
  const callers = { tokens: hasTokens(who), whose: whoseCall(who) };
  const taken = who.contracts?.enabled === true;
  const signOn = (resource: string) =>
    `<authentication-managed-identity resource="${resource}"${userAssigned ? ` client-id="{{${names.identityNamedValue}}}"` : ""} />`;
  const withRefusal = (own: ReturnType<typeof agentParameters>) => {
    const told = own["usageOutcomeIncludes"] as readonly string[];
    const parameters = { ...own, usageOutcomeIncludes: [...told, ...alerts] };
    const refuse = [maker.part(files.apis, "refuse-rpc", parameters)];
    const caller = (identifyCaller: readonly string[]) => [
      maker.part(files.apis, "identify-rpc", { ...parameters, refuse, identifyCaller }),
    ];
    const identify = hasTokenProducts(who.products) ? caller([includeOf(names, "identify-caller")]) : [];
    return {
      ...parameters,
      refuse,
      answerRpc: [maker.part(files.apis, "answer-rpc", { ...parameters, refuse })],
      identify,
      contractCaller: contractsByToken(who) ? caller([]) : [],
      // Who may read an agent's card is a contract's own policy to say.
      cardStart: taken ? ["<base />"] : [...contractsOff(taken, maker, files), ...identify],
    };
  };
  return {
    servers: plan.servers.map((server): ServerDocuments => {
      const own = serverParameters(server, names, signOn, callers);
      const tells = alerts.length > 0 && server.operations !== undefined;
      const product = toolProduct(productOfCall(who.products));
      const parameters = withRefusal({
        ...own,
        toBackend: [...(own["toBackend"] as readonly string[]), ...(tells ? [product.give] : [])],
      });
      const subject = `policy of MCP server ${server.config.name}`;
      return {
        plan: server,
        policy: maker.make(subject, "api", maker.required(files.apis, "mcp-server"), parameters),
        operations:
          server.operations &&
          maker.make(
            `policy of the operations of MCP server ${server.config.name}`,
            "api",
            maker.required(files.apis, "mcp-operations"),
            {
              ...operationsParameters(server, names, signOn),
              toolProduct: tells ? [product.take] : [],
              toolFailed: tells
                ? [maker.part(files.apis, "tool-failed", { serverName: server.config.name, metricNamespace })]
                : [],
            },
          ),
        metadata: server.config.oauth && {
          ...maker.make(
            `metadata of MCP server ${server.config.name}`,
            "operation",
            maker.required(files.operations, "mcp-metadata"),
            metadataParameters(server),
          ),
        },
      };
    }),
    agents: plan.agents.map((agent): AgentDocuments => {
      const parameters = withRefusal(agentParameters(agent, names, signOn, callers));
      return {
        plan: agent,
        policy: maker.make(
          `policy of agent ${agent.config.name}`,
          "api",
          maker.required(files.apis, "agent"),
          parameters,
        ),
        card: maker.make(
          `card of agent ${agent.config.name}`,
          "operation",
          maker.required(files.operations, "agent-card"),
          { ...parameters, ...cardSecurity(who) },
        ),
      };
    }),
    hasMetadata: hasMetadata(plan),
  };
}

/** All documents, for whoever asks which fragments they include. */
export function allOf({ servers, agents }: RpcDocuments): readonly PolicyDocument[] {
  return [
    ...servers.flatMap(({ policy, operations, metadata }) =>
      [policy, operations, metadata].filter((one) => one !== undefined),
    ),
    ...agents.flatMap(({ policy, card }) => [policy, card]),
  ];
}
