import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { throwIfErrors, type Problem } from "@azure-genai-gateway/common/problem";
import { armName, armResourceGroup } from "../armId";
import { Sequence } from "../genAiApi/sequence";
import { declareContractAlerts } from "./alerts";
import { UseCaseCommons } from "./commons";
import { requireContract, type ContractFile } from "./contract/read";
import type { Contract, ContractInput } from "./contract/schema";
import type { GivenHub } from "./hub";
import { agree, linkedApis, type AgreedContract } from "./hubChecks";
import { contractNames } from "./names";
import { contractPolicy } from "./policy";
import { registerApis } from "./apiCenter";
import { declareFoundries } from "./foundries";
import { agreeMirrors } from "./mirrors";
import { publishProblems } from "./publishChecks";
import { declareSecrets } from "./vaults";

export interface UseCaseArgs {
  /** The contract: what {@link requireContracts} has read from a file, or the keys of one. */
  readonly contract: ContractFile | ContractInput;
  /** The gateway: `gateway.hub` of a GenAiGateway, or what {@link hubOfStack} has read. */
  readonly hub: GivenHub;
  /** The gateways of the contract's `mirror`, in its order. Default: none. */
  readonly mirrors?: readonly GivenHub[] | undefined;
  /** Of all use cases of one program. Default: this one has nothing in common with others, and waits for none. */
  readonly commons?: UseCaseCommons | undefined;
}

export interface GrantedService {
  readonly kind: "search" | "documentIntelligence";
  readonly allowed: readonly string[];
}

/**
 * A use case on board of a gateway, by its contract: a product with the APIs, models and limits that it is granted, and a
 * subscription with two keys. Nothing of the gateway's own stack is changed. Throws a ProblemsError, before anything is
 * declared, with every reason why the gateway does not give what the contract asks for.
 * docs/contracts.md
 */
export class UseCase extends pulumi.ComponentResource {
  /** Id of the product: `MULTI-BU-NAME-ENV`. */
  readonly productId: string;
  /** `BU/NAME/ENV`, by which usage events know its calls. */
  readonly useCase: string;
  /** The key that callers are to have now: that of `keys.active`. Secret. */
  readonly key: pulumi.Output<string>;
  /** Secret. */
  readonly primaryKey: pulumi.Output<string>;
  /** Secret. */
  readonly secondaryKey: pulumi.Output<string>;
  /** URL of each API granted, by the API's name; of others by `mcp-NAME`, `a2a-NAME` and `service-NAME`. */
  readonly endpoints: pulumi.Output<Readonly<Record<string, string>>>;
  /** The models that may be called there, by the API's name. */
  readonly models: Readonly<Record<string, readonly string[]>>;
  /** The services granted, by `service-NAME`: of which kind, and the indexes or models that may be asked. */
  readonly services: Readonly<Record<string, GrantedService>>;

  constructor(name: string, args: UseCaseArgs, options?: pulumi.ComponentResourceOptions) {
    const file = "locate" in args.contract ? args.contract : requireContract(args.contract);
    const problems: Problem[] = [];
    const agreed = agree(file, args.hub, problems);
    const mirrors = agreeMirrors(file, args.hub, args.mirrors ?? [], problems);
    problems.push(...publishProblems([{ file, agreed }]));
    const names = contractNames(file.contract);
    throwIfErrors(`The gateway cannot take the contract of ${names.useCase}`, problems);
    const commons = args.commons ?? new UseCaseCommons(name);
    const policy = contractPolicy(agreed, args.hub, commons.files, problems);
    const mirrored = mirrors.map(({ agreed: own, hub }) => ({
      ...{ agreed: own, hub },
      policy: contractPolicy(own, hub, commons.files, problems).text,
    }));
    throwIfErrors("The policies have mistakes", problems);
    super("azure-genai-gateway:index:UseCase", name, {}, options);
    const { contract, grants } = agreed;
    const own = { parent: this };
    this.productId = names.product;
    this.useCase = names.useCase;
    this.primaryKey = declareKey(name, "primary", contract, own);
    this.secondaryKey = declareKey(name, "secondary", contract, own);
    this.key = contract.keys.active === "primary" ? this.primaryKey : this.secondaryKey;
    this.models = Object.fromEntries(
      grants.map(({ apiName }) => [
        apiName,
        grants.filter((one) => one.apiName === apiName).flatMap(({ models }) => models),
      ]),
    );
    this.services = Object.fromEntries(
      agreed.services.map(({ label, kind, allowed }) => [label, { kind, allowed }]),
    );
    const paths = Object.fromEntries(linkedApis(agreed).map(({ label, path }) => [label, path]));
    this.endpoints = pulumi
      .output(args.hub.gatewayUrl)
      .apply((url) =>
        Object.fromEntries(
          Object.entries(paths).map(([api, path]) => [
            api,
            [url.replace(/\/+$/, ""), path].filter(Boolean).join("/"),
          ]),
        ),
      );
    const subscription = declareProduct(
      name,
      { agreed, hub: args.hub, policy: policy.text, keys: this, commons },
      { ...own, ...commons.inSubscriptionOf(args.hub.serviceId) },
    );
    const others = mirrored.map(({ agreed: its, hub, policy: text }, index) =>
      declareProduct(
        `${name}-mirror-${index + 1}`,
        { agreed: its, hub, policy: text, keys: this, commons },
        { ...own, ...commons.inSubscriptionOf(hub.serviceId) },
      ),
    );
    declareContractAlerts(name, contract, args.hub, {
      ...own,
      ...commons.inSubscriptionOf(args.hub.serviceId),
    });
    for (const [index, { hub }] of mirrored.entries())
      declareContractAlerts(`${name}-mirror-${index + 1}`, contract, hub, {
        ...own,
        ...commons.inSubscriptionOf(hub.serviceId),
      });
    const published = { agreed, names, key: this.key, endpoints: this.endpoints, commons };
    // Nobody is told of a key before it opens everything.
    const waitsFor = [subscription, ...others];
    const last = { ...own, dependsOn: waitsFor };
    declareSecrets(name, { ...published, contract, apis: Object.keys(paths) }, last);
    declareFoundries(name, published, { ...own, waitsFor });
    registerApis(name, published, last);
    this.registerOutputs({
      productId: this.productId,
      useCase: this.useCase,
      key: this.key,
      primaryKey: this.primaryKey,
      secondaryKey: this.secondaryKey,
      endpoints: this.endpoints,
      models: this.models,
      services: this.services,
    });
  }
}

/**
 * Made here, and not by API Management, so that every service that the contract is mirrored into has the same keys, and that
 * one can be changed while the other goes on working.
 */
function declareKey(
  name: string,
  which: "primary" | "secondary",
  { keys }: Contract,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const generation = keys.generation[which];
  const { result } = new random.RandomPassword(
    `${name}-key-${which}`,
    {
      length: 32,
      special: false,
      ...(generation > 1 ? { keepers: { generation: String(generation) } } : {}),
    },
    options,
  );
  return pulumi.secret(result);
}

const serviceOf = ({ serviceId }: GivenHub) => (typeof serviceId === "string" ? serviceId : "");

interface ProductArgs {
  readonly agreed: AgreedContract;
  readonly hub: GivenHub;
  readonly policy: string;
  readonly keys: { readonly primaryKey: pulumi.Output<string>; readonly secondaryKey: pulumi.Output<string> };
  readonly commons: UseCaseCommons;
}

/** The product and what belongs to it, one after another, as API Management wants it; the subscription comes last. */
function declareProduct(
  name: string,
  { agreed, hub, policy, keys, commons }: ProductArgs,
  options: pulumi.CustomResourceOptions,
): apimanagement.Subscription {
  const { contract } = agreed;
  const names = contractNames(contract);
  const serviceId = pulumi.output(hub.serviceId);
  const service = {
    resourceGroupName: serviceId.apply(armResourceGroup),
    serviceName: serviceId.apply(armName),
  };
  const sequence = new Sequence();
  const next = (more: readonly pulumi.Resource[] = []): pulumi.CustomResourceOptions => ({
    ...options,
    dependsOn: [...sequence.before, ...more],
  });
  const product = sequence.add(
    new apimanagement.Product(
      `${name}-product`,
      {
        ...service,
        productId: names.product,
        displayName: names.useCase,
        description: [
          "Access contract",
          contract.useCase.owner && `owner: ${contract.useCase.owner}`,
          contract.useCase.costCenter && `cost center: ${contract.useCase.costCenter}`,
        ]
          .filter(Boolean)
          .join("; "),
        subscriptionRequired: true,
        approvalRequired: false,
        state: apimanagement.ProductState.Published,
      },
      next(),
    ),
  );
  for (const { label, id } of linkedApis(agreed)) {
    const ofApi = commons.sequence(`api ${serviceOf(hub)} ${id}`);
    const link = new apimanagement.ProductApi(
      `${name}-${label}`,
      { ...service, productId: product.name, apiId: id },
      next(ofApi.before),
    );
    sequence.add(ofApi.add(link));
  }
  sequence.add(
    new apimanagement.ProductPolicy(
      `${name}-policy`,
      { ...service, productId: product.name, policyId: "policy", format: "rawxml", value: policy },
      next(),
    ),
  );
  // All belong to the administrator, and one user's are written one at a time.
  const subscriptions = commons.sequence(`subscriptions ${serviceOf(hub)}`);
  return subscriptions.add(
    new apimanagement.Subscription(
      `${name}-subscription`,
      {
        ...service,
        sid: names.subscription,
        displayName: names.subscription,
        scope: product.id,
        state: apimanagement.SubscriptionState.Active,
        primaryKey: keys.primaryKey,
        secondaryKey: keys.secondaryKey,
      },
      { ...next(subscriptions.before), additionalSecretOutputs: ["primaryKey", "secondaryKey"] },
    ),
  );
}
