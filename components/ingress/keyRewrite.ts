/**
 * A Bearer value that is a subscription key and no JSON Web Token: keys have no dots, tokens have two.
 * The group is the key.
 */
export const bearerKeyPattern = "^Bearer\\s+([^.\\s]+)$";

/**
 * Where a browser puts its key in a WebSocket's handshake, for which it can set no other header. The group is the key.
 * https://developers.openai.com/api/docs/guides/realtime-websocket
 */
export const webSocketKeyPattern = "openai-insecure-api-key\\.([^,\\s]+)";

interface Condition {
  readonly variable: string;
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly negate: boolean;
}

interface KeyRule {
  readonly name: string;
  readonly ruleSequence: number;
  readonly conditions: Condition[];
  readonly actionSet: { readonly requestHeaderConfigurations: { headerName: string; headerValue: string }[] };
}

const matches = (header: string, pattern: string): Condition => ({
  variable: `http_req_${header}`,
  pattern,
  ignoreCase: true,
  negate: false,
});
const doesNotMatch = (header: string, pattern: string): Condition => ({
  ...matches(header, pattern),
  negate: true,
});

/**
 * API Management looks for a subscription key under one header name per API, before any policy runs. These rules
 * bring the other usual forms under that name. At most one of them applies to a request, whether or not a rule
 * sees what the one before it has written, and a key that is sent as api-key stays.
 * https://learn.microsoft.com/azure/application-gateway/rewrite-http-headers-url
 */
export const keyRewriteRules: readonly KeyRule[] = [
  {
    name: "bearer-key",
    ruleSequence: 100,
    conditions: [doesNotMatch("api-key", ".+"), matches("Authorization", bearerKeyPattern)],
    actionSet: {
      requestHeaderConfigurations: [
        { headerName: "api-key", headerValue: "{http_req_Authorization_1}" },
        { headerName: "Authorization", headerValue: "" },
      ],
    },
  },
  {
    name: "ocp-apim-subscription-key",
    ruleSequence: 110,
    conditions: [
      doesNotMatch("api-key", ".+"),
      doesNotMatch("Authorization", bearerKeyPattern),
      matches("Ocp-Apim-Subscription-Key", "(.+)"),
    ],
    actionSet: {
      requestHeaderConfigurations: [
        { headerName: "api-key", headerValue: "{http_req_Ocp-Apim-Subscription-Key}" },
        { headerName: "Ocp-Apim-Subscription-Key", headerValue: "" },
      ],
    },
  },
  {
    name: "web-socket-protocol-key",
    ruleSequence: 120,
    conditions: [
      doesNotMatch("api-key", ".+"),
      doesNotMatch("Authorization", bearerKeyPattern),
      doesNotMatch("Ocp-Apim-Subscription-Key", ".+"),
      matches("Sec-WebSocket-Protocol", webSocketKeyPattern),
    ],
    actionSet: {
      requestHeaderConfigurations: [
        { headerName: "api-key", headerValue: "{http_req_Sec-WebSocket-Protocol_1}" },
        // Of the sub-protocols it is the one that is spoken; the key must not go on as another.
        { headerName: "Sec-WebSocket-Protocol", headerValue: "realtime" },
      ],
    },
  },
];
