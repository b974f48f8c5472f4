/** APIs in OpenAI's wire format, which the gateway offers whoever stands behind it. */
export type OpenAiApiName = "azureOpenAi" | "openAiV1";

/**
 * A wire format: which of the gateway's APIs a backend can answer. `azureOpenAi` is OpenAI's in both its forms, as
 * Azure's accounts have them; `openAiV1` its v1 form alone, as everybody else has it; all others are those of one provider
 * each, by its name.
 */
export type WireFormatOf<Name extends string> = OpenAiApiName | Name;

export type AuthKind = "managedIdentity" | "apiKey" | "sigv4" | "none";

/**
 * A provider of models with a wire format of its own: what is known of it, beside its folder under `policies/providers`.
 * Those of the package are made of it, and so is one of your own, which `GenAiGateway` takes as `providers`.
 * How to write one: docs/extend.md, "Another provider of models".
 */
export interface ProviderDefinition extends ProviderNames {
  /**
   * What a backend's `provider` says; name of the provider's folder, of its API in API Management and under `apis`, and of
   * its price list in the catalogue. Lower-case letters and digits with single hyphens, at most 24 characters.
   */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** Where it answers the world over: the base of the paths in `openapi.json`. Default: every backend names its own. */
  readonly endpoint?: string;
  /** The same by the region that a backend signs for with `sigv4`. Default: none. */
  readonly regionalEndpoint?: (region: string) => string;
  /** How the gateway may sign on, the usual way first. `sigv4` is for Amazon Bedrock alone. */
  readonly auth: readonly [Exclude<AuthKind, "managedIdentity">, ...Exclude<AuthKind, "managedIdentity">[]];
  /** The header that a key of the provider's goes in, and what stands before it there. Default of the latter: nothing. */
  readonly keyHeader: string;
  readonly keyPrefix?: "" | "Bearer ";
  /** Headers of its answers that tell of the company's account there: they are taken off. Default: none. */
  readonly accountHeaders?: readonly string[];
  /** Its API's documentation. */
  readonly page: string;
  readonly api: ProviderApiDefinition;
}

/** What a config can be told of a provider's addresses and names before anybody calls them. */
export interface ProviderNames {
  /**
   * What calls begin with behind the endpoint, as `/v1/messages`: an endpoint that ends so has it twice in every call.
   * Default: nothing that an endpoint could be mistaken for.
   */
  readonly ownPaths?: readonly string[] | undefined;
  /** How its models are called. Only warned of: what was published yesterday may be called otherwise. Default: anyhow. */
  readonly names?:
    | {
        readonly form: RegExp;
        readonly example: string;
        /** Whether a server of somebody's own, with an endpoint in the config, has such names too. Default: no. */
        readonly everywhere?: boolean;
      }
    | undefined;
}

/** The API under which clients call a provider with its own SDK. */
export interface ProviderApiDefinition {
  readonly displayName: string;
  /** What it is, for the config's reference: one sentence. Default: that it is the provider's. */
  readonly about?: string;
  /** Where the provider's SDK puts its key. Clients send the gateway's subscription key there. */
  readonly key: { readonly header: string; readonly query: string };
  /** Further headers in which its SDK sends what only the provider may see; no backend gets them. Default: none. */
  readonly secretHeaders?: readonly string[];
  /** The parameter of the operations' templates that the model stands in. Default: the body's `model` names it. */
  readonly modelInPath?: string;
  /**
   * Operations whose bodies and answers are in another provider's format, which that one's fragments read: its
   * NAME-read-request after one's own, its NAME-read-usage in place of one's own. Default: none.
   */
  readonly borrowed?: { readonly operations: readonly string[]; readonly from: string } | undefined;
  /** A header that its SDK reads an error's kind from; `shape-error.xml` sets genai-error-type. Default: none. */
  readonly errorTypeHeader?: string;
  /** Whether `llm-token-limit` counts it in the v2 tiers. No classic tier counts any of them. Default false. */
  readonly countedInV2?: boolean;
}

/** One way in which a provider can be called. */
export interface DoorOf<Format extends string> {
  readonly format: Format;
  /**
   * Of the backend's id, behind the name in the config: empty for the provider's first door.
   */
  readonly suffix: "" | `-${string}`;
  /** What stands between the provider's endpoint and what a policy writes: see the API's own paths. */
  readonly path: string;
  /** How a key goes into its header. */
  readonly keyHeader: string;
  readonly keyPrefix: "" | "Bearer ";
  /** Whether a deployment of the backend goes by this door. Default: every one does. */
  readonly serves?: (deployment: { readonly model: string; readonly format?: string | undefined }) => boolean;
  /** Of a model's name in the catalogue, what stands in its calls' path. Default: what the backend calls the model. */
  readonly pathOf?: (model: string) => string;
}

/** What is known of a provider, whatever it speaks; its wire format stands in policies/providers. */
export interface ProviderFactsOf<Name extends string, Format extends string> extends ProviderNames {
  readonly name: Name;
  /** As people write it. */
  readonly title: string;
  /** Where it answers the world over; absent where the config has to say. */
  readonly endpoint?: string | undefined;
  readonly regionalEndpoint?: ((region: string) => string) | undefined;
  /** What it takes, the usual one first. */
  readonly auth: readonly AuthKind[];
  readonly doors: readonly [DoorOf<Format>, ...DoorOf<Format>[]];
  /** Of its answers: what tells of the company's account there, which is no caller's business. */
  readonly accountHeaders: readonly string[];
  /** Its API's documentation. */
  readonly page: string;
}

/** An API in another provider's wire format. */
export interface ProviderApiFactsOf<Name extends string> {
  readonly name: Name;
  /** Its id in API Management, and the name of its folder under policies/providers. */
  readonly id: string;
  readonly displayName: string;
  readonly about: string;
  /** Its path below the gateway's URL, where the config names no other. */
  readonly path: string;
  readonly key: { readonly header: string; readonly query: string };
  readonly secretHeaders: readonly string[];
  readonly modelInPath?: string | undefined;
  readonly errorTypeHeader?: string | undefined;
  readonly borrowed?: ProviderApiDefinition["borrowed"];
  /** Whose NAME-read-usage and NAME-shape-error it has, where answers and errors are read alike. Default: its own. */
  readonly answersAs?: string | undefined;
  readonly countedInV2: boolean;
}
