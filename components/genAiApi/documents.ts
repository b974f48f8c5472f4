import { packageCatalogue, type Catalogue } from "@azure-genai-gateway/catalogue";
import type { Problem } from "@azure-genai-gateway/common/problem";
import type { BackendPlan } from "../backendPlan";
import { apiNames, type ApiName, type GatewayConfig, type ProviderApiName } from "../config/schema";
import { allOf, planRpcDocuments, type RpcDocuments } from "../mcp/documents";
import { rpcCommon } from "../mcp/parameters";
import { planRpc, type RpcConfig } from "../mcp/plan";
import { planServiceDocuments, type ServiceDocuments } from "../services/documents";
import { planServices } from "../services/plan";
import type { PolicyFiles } from "../policyFiles";
import { entityNames, type EntityNames } from "../policyNames";
import {
  csharpText,
  escapeXml,
  renderTemplate,
  type PolicyTemplate,
  type TemplateParameters,
} from "../policyTemplates";
import type { ProviderApiFacts } from "../providers";
import { callerKeyHeaders } from "../providers/callerKeys";
import { accountHeaders, accountHeadersOf, withoutHeaders } from "./accountHeaders";
import { aliasInclude, aliasParameters, hasAliases } from "./aliasPolicies";
import { budgetIncludes } from "./budgets";
import {
  callerParameters,
  hasTokenProducts,
  hasTokens,
  missingEntra,
  productOfCall,
  whoseCall,
} from "./callers";
import { costParameters, tariffsOf } from "./callCost";
import { apiParts, challengeOf, providerChallenge, type ApiInputs, type ApiParts } from "./apiParts";
import { contractDoors } from "./contractDoors";
import { guardIncludes, guardParameters, guardSessions } from "./guards";
import { cacheIncludes, cacheParameters } from "./semanticCache";
import { tracedEvents } from "./tracedEvents";
import { DocumentMaker, type PolicyDocument } from "./documentMaker";
import { knownNames } from "./knownNames";
import { hasRpc, linkedApi, toolsOf } from "./linkedApis";
import { modelFactCases } from "./modelFacts";
import { listedModels, listParameters } from "./modelList";
import {
  apiFacts,
  apiParameters,
  commonParameters,
  isServed,
  signOnAttributes,
  type PolicySetting,
} from "./parameters";
import { pictureParameters } from "./pictures";
import { apiProblems, missingFiles, unknownModels } from "./planChecks";
import { apiIdsOf } from "./apiIds";
import { alertIncludes, budgetWatches, withAlerts } from "./budgetWatch";
import { logQueryParameters } from "./logQuery";
import { ownUsageParameters } from "./ownUsage";
import { productPolicies } from "./productDocuments";
import { providerApiParameters, providerCommon, rewriteOf } from "./providerParameters";
import { realtimeDeployments, realtimeId, realtimeParameters, type RealtimeDocuments } from "./realtime";
import {
  allowedCases,
  corsPolicy,
  modelParameters,
  needsMet,
  ownNamesCases,
  surfaceParameters,
  uncountedCases,
} from "./surface";

export interface ApiDocuments extends ApiParts {
  readonly name: ApiName;
  /** Where a deployment is of a model that talks, and the config does not turn it off. */
  readonly realtime?: RealtimeDocuments | undefined;
}

export interface ProviderApiDocuments extends ApiParts {
  readonly name: ProviderApiName;
  readonly facts: ProviderApiFacts;
}

/** Everything under policies/ that a config puts to use. */
export interface GatewayDocuments {
  /** By the name of the file; only those that some document includes. */
  readonly fragments: ReadonlyMap<string, PolicyDocument>;
  readonly apis: readonly ApiDocuments[];
  /** In other providers' wire formats; those that some backend speaks. */
  readonly providerApis: readonly ProviderApiDocuments[];
  /** By product name. */
  readonly products: ReadonlyMap<string, PolicyDocument>;
  /** MCP servers and agents. */
  readonly rpc: RpcDocuments;
  /** Services that are no models. */
  readonly services: readonly ServiceDocuments[];
}

/**
 * Renders and checks the policies of a config. Pure.
 * @param config the keys of a checked config that policies are made from
 * @param problems gets all that is wrong, with the template's file, line and column, named by the resource it is for
 * @param catalogue what the models are. Default: the package's own
 */
export function planDocuments(
  config: PolicyConfig,
  plan: BackendPlan,
  files: PolicyFiles,
  problems: Problem[],
  setting: PolicySetting = { names: entityNames(), userAssigned: true },
  catalogue: Catalogue = packageCatalogue(),
): GatewayDocuments {
  const { names } = setting;
  problems.push(...missingEntra(config));
  const rpcPlan = planRpc(config, names);
  const servicePlans = planServices(config.services, names);
  const linked = [...toolsOf(rpcPlan), ...servicePlans.map(linkedApi)];
  const callers = callerParameters(config, names, apiIdsOf(config, plan, names), linked);
  const common = {
    ...commonOf(config, plan, files, problems, setting, catalogue, callers),
    ...rpcCommon(hasRpc(rpcPlan), servicePlans.length > 0),
  };
  problems.push(...unknownModels(plan, config.products));
  const known = knownNames(config, plan, files, names, rpcPlan, servicePlans);
  const maker = new DocumentMaker(common, known, names.prefix, files, problems);
  const cases = allowedCases(plan, config.products);
  const contracts = takesContracts(config);
  const limitedCalls = common.limitedCalls;
  const inputs = {
    ...{ config, plan, files, names, setting, maker, catalogue, cases },
    ...{ contracts, callers, limitedCalls, hasServices: servicePlans.length > 0 },
  };
  const talking = realtimeDeployments(plan, catalogue);
  const apis = apiNames
    .filter((name) => config.apis[name].enabled && isServed(name, plan))
    .map((name): ApiDocuments => ({
      name,
      ...ownApi(name, inputs),
      realtime: realtimeOf(name, inputs, talking),
    }));
  const providerApis = Object.values(plan.providers?.apis ?? {})
    .filter(({ name }) => config.apis[name].enabled)
    .filter((facts) => {
      const missing = missingFiles(facts, files);
      problems.push(...missing);
      return missing.length === 0;
    })
    .map((facts): ProviderApiDocuments => ({ name: facts.name, facts, ...providerApi(facts, inputs) }));
  problems.push(...apiProblems([...apis, ...providerApis], config));
  const products = productPolicies(
    inputs,
    providerApis.map(({ id }) => id),
  );
  const rpc = planRpcDocuments(rpcPlan, {
    maker,
    files,
    names,
    userAssigned: setting.userAssigned,
    callers: config,
    alerts: alertIncludes(config, names),
  });
  const services = planServiceDocuments(servicePlans, {
    maker,
    files,
    names,
    userAssigned: setting.userAssigned,
    callers: config,
    catalogue,
    withTelling: (parameters) => withAlerts(parameters, config, names),
    challengeOf: (parameters) => providerChallenge(parameters, files, maker),
  });
  const included = new Set(
    [
      ...allOf(rpc),
      ...services.map(({ policy }) => policy),
      ...providerApis.flatMap((api) => [api.policy, ...api.operations]),
      ...apis.flatMap((api) => [
        api.policy,
        ...api.operations,
        ...(api.realtime ? [api.realtime.policy] : []),
      ]),
      ...products.values(),
    ].flatMap(({ references }) => references.fragments.map(({ name }) => name)),
  );
  const fragments = new Map(
    [...files.fragments]
      .filter(([id]) => included.has(`${names.prefix}${id}`))
      .map(([id, template]) => [id, maker.make(`fragment ${id}`, "fragment", template)]),
  );
  return { fragments, apis, providerApis, products, rpc, services };
}

type PolicyConfig = Pick<GatewayConfig, "apis" | "products" | "guardrails"> &
  Partial<Pick<GatewayConfig, "entra">> &
  RpcConfig & {
    /** Default: none are taken. */
    readonly contracts?: GatewayConfig["contracts"] | undefined;
    /** Default: nobody is told what goes wrong. */
    readonly alerts?: GatewayConfig["alerts"];
    /** Default: callers are told nothing of their usage. */
    readonly usage?: GatewayConfig["usage"] | undefined;
    /** Default none. */
    readonly services?: GatewayConfig["services"] | undefined;
  };

const takesContracts = ({ contracts }: PolicyConfig) => contracts?.enabled === true;

/** The ways to charge PTUs that contracts may have, whoever of the stack's own products has them. */
const takenTariffs = (contracts: PolicyConfig["contracts"]) =>
  contracts?.enabled === true ? contracts.chargePtu : [];

/** What documents are made from. */
interface Inputs extends ApiInputs {
  readonly config: PolicyConfig;
  readonly plan: BackendPlan;
  readonly names: EntityNames;
  readonly setting: PolicySetting;
  readonly catalogue: Catalogue;
  /** C#: which calls the limits of a product count. */
  readonly limitedCalls: string;
  /** Whether there are services that are no models, which budgets count and limits of tokens do not. */
  readonly hasServices: boolean;
}

/** What every template may use. */
function commonOf(
  config: PolicyConfig,
  plan: BackendPlan,
  files: PolicyFiles,
  problems: Problem[],
  setting: PolicySetting,
  catalogue: Catalogue,
  callers: TemplateParameters,
): TemplateParameters {
  const { products, contracts } = config;
  const templateOf = (folder: ReadonlyMap<string, PolicyTemplate>, name: string): PolicyTemplate =>
    folder.get(name) ?? { file: `${name}.xml`, text: "" };
  const backends = plan.providers?.backends ?? [];
  return {
    ...commonParameters(plan, setting, config),
    ...tracedEvents(config.usage?.traces === true),
    ...callers,
    callerToken: hasTokenProducts(products)
      ? [renderTemplate(templateOf(files.apis, "caller-token"), callers, problems)]
      : [],
    bodyEncoding: renderTemplate(templateOf(files.apis, "body-encoding"), {}, problems),
    challenge: hasTokens(config)
      ? [challengeOf(templateOf(files.apis, "challenge"), errorOfOpenAi, problems)]
      : [],
    ...providerCommon(plan, setting.names, signOnAttributes(setting), (parameters) =>
      renderTemplate(templateOf(files.operations, "bedrock/sign"), parameters, problems),
    ),
    explainError: renderTemplate(
      templateOf(files.apis, "explain-error"),
      {
        ...callers,
        explainToken: hasTokens(config)
          ? [renderTemplate(templateOf(files.apis, "explain-token"), {}, problems)]
          : [],
        // Of all APIs, for a key may be sent as another one has it.
        ...contractDoors(contracts?.enabled === true),
        keyHeaders: [escapeXml(callerKeyHeaders(plan.providers?.apis).map(csharpText).join(", "))],
      },
      problems,
    ),
    ...modelParameters(plan, products),
    ...modelFactCases(plan, catalogue),
    ...pictureParameters,
    ...aliasParameters(plan, whoseCall(config)),
    ...costParameters(tariffsOf(plan, products, catalogue, takenTariffs(contracts))),
    ...contractDoors(
      contracts?.enabled === true,
      config.guardrails.map(({ name }) => name),
    ),
    ...cacheParameters(config, plan, catalogue, files.fragments.get("estimate-prompt")?.text),
    ...guardParameters(config, setting.names, (name, parameters) =>
      renderTemplate(
        templateOf(files.apis, name),
        { ...commonParameters(plan, setting), ...parameters },
        problems,
      ),
    ),
    budgetWatches: budgetWatches(
      config,
      files,
      { ...callers, ...logQueryParameters(setting.names, setting.userAssigned) },
      problems,
    ),
    withoutAccountHeaders: withoutHeaders([...accountHeaders, ...accountHeadersOf(backends)]),
  };
}

const errorOfOpenAi = {
  errorTypeHeader: [],
  errorBody:
    '@(context.Variables.GetValueOrDefault<JObject>("genai-error", new JObject()).ToString(Newtonsoft.Json.Formatting.None))',
};

function ownApi(name: ApiName, { config, plan, names, catalogue, setting, ...inputs }: Inputs): ApiParts {
  const api = config.apis[name];
  return apiParts(inputs, names, {
    tokens: hasTokens(config),
    identified: hasTokenProducts(config.products),
    id: apiFacts[name].id,
    has: needsMet(api, config.usage?.ownView),
    policy: "genai-api",
    refusal: "refuse",
    parameters: (definition) => ({
      ...withAlerts(apiParameters(name, api, names, plan), config, names),
      ...surfaceParameters(api, definition, hasAliases(name, plan)),
      ...listParameters(listedModels(name, plan, catalogue)),
      ...budgetIncludes(config.products, names, takesContracts(config)),
      uncountedCases: uncountedCases(config.products),
      ...(config.usage?.ownView
        ? ownUsageParameters(
            names,
            setting.userAssigned,
            config.products,
            tariffsOf(plan, config.products, catalogue, takenTariffs(config.contracts)),
            {
              part: (of, given) => inputs.maker.part(inputs.files.apis, of, given),
              budgets: setting.quotaByKey !== false,
              contracts: takesContracts(config),
              productOfCall: productOfCall(config.products),
            },
          )
        : {}),
    }),
    ending: (refuse) => ({
      ...aliasInclude(name, plan, names, refuse),
      ...guardIncludes(config, names, refuse, true),
      ...cacheIncludes(config, names),
    }),
  });
}

function providerApi(
  facts: ProviderApiFacts,
  { config, plan, names, catalogue, ...inputs }: Inputs,
): ApiParts {
  const { name } = facts;
  const api = config.apis[name];
  return apiParts(inputs, names, {
    tokens: hasTokens(config),
    identified: hasTokenProducts(config.products),
    id: facts.id,
    has: { stored: false, files: false, ownView: false },
    policy: "provider-api",
    refusal: "refuse-provider",
    parameters: () => ({
      ...withAlerts(
        providerApiParameters(facts, api, plan, names, (own) => ownNamesCases(own, config.products)),
        config,
        names,
      ),
      ...listParameters(listedModels(name, plan, catalogue)),
      refuseTierInclude: budgetIncludes(config.products, names, takesContracts(config)).refuseTierInclude,
      cors: api.cors ? [corsPolicy(api.cors, hasAliases(name, plan))] : [],
    }),
    ending: (refuse) => ({
      ...aliasInclude(name, plan, names, refuse),
      ...guardIncludes(config, names, refuse, false),
      rewrite: rewriteOf(facts, plan, refuse),
    }),
  });
}

function realtimeOf(
  name: ApiName,
  { config, plan, files, names, maker }: Inputs,
  talking: ReturnType<typeof realtimeDeployments>,
): RealtimeDocuments | undefined {
  const api = config.apis[name];
  if (!api.realtime || talking.length === 0) return undefined;
  const id = realtimeId(name);
  const own = realtimeParameters(name, api, plan, config.products, talking, names);
  const told = own["usageOutcomeIncludes"] as readonly string[];
  const parameters = {
    ...{ ...own, ...guardSessions(config) },
    usageOutcomeIncludes: [...told, ...alertIncludes(config, names)],
  };
  const template = maker.required(files.apis, "realtime");
  const policy = maker.make(`policy of API ${id}`, "handshake", template, parameters);
  return { id: `${names.prefix}${id}`, policy };
}
