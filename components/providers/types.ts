import type { ProviderApiName, ProviderName } from "../config/schema";

/**
 * A wire format: which of the gateway's APIs a backend can answer. `azureOpenAi` is OpenAI's in both its forms, as
 * Azure's accounts have them; `openAiV1` its v1 form alone, as everybody else has it.
 */
export type WireFormat = "azureOpenAi" | "openAiV1" | ProviderApiName;

export type AuthKind = "managedIdentity" | "apiKey" | "sigv4" | "none";

/** One way in which a provider can be called. */
export interface Door {
  readonly format: WireFormat;
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
}

/** What is known of a provider, but for its wire format, which stands in policies/providers. */
export interface ProviderFacts {
  readonly name: ProviderName;
  /** As people write it. */
  readonly title: string;
  /** Where it answers the world over; absent where the config has to say. */
  readonly endpoint?: string;
  /** What it takes, the usual one first. */
  readonly auth: readonly AuthKind[];
  readonly doors: readonly [Door, ...Door[]];
  /** Of its answers: what tells of the company's account there, which is no caller's business. */
  readonly accountHeaders: readonly string[];
  /**
   * What calls begin with behind the endpoint, as `/v1/messages`: an endpoint that ends so has it twice in every call.
   * Default: nothing that an endpoint could be mistaken for.
   */
  readonly ownPaths?: readonly string[];
  /** How its names of models look. Only warned of: what was published yesterday may look otherwise. */
  readonly names?: {
    readonly form: RegExp;
    readonly example: string;
    /** Whether a server of somebody's own, with an endpoint in the config, has such names too. Default: no. */
    readonly everywhere?: boolean;
  };
  /** Its API's documentation. */
  readonly page: string;
}

/** What is known of an API in another provider's wire format. */
export interface ProviderApiFacts {
  readonly name: ProviderApiName;
  /** Its id in API Management, and the name of its folder under policies/providers. */
  readonly id: string;
  readonly displayName: string;
  /** Where the provider's SDK puts its key. */
  readonly key: { readonly header: string; readonly query: string };
  /** In front of the operation's template, behind the backend's URL. */
  readonly backendPrefix: string;
  /** The parameter of its operations' templates that the model stands in; absent where the body has it. */
  readonly modelInPath?: string;
  /** A header that its SDK reads an error's kind from, of which NAME-shape-error sets genai-error-type. */
  readonly errorTypeHeader?: string;
  /** Whether llm-token-limit counts it in the v2 tiers. No classic tier counts any of them. */
  readonly countedInV2: boolean;
}
