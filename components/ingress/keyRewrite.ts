import { usualKey } from "../providers/callerKeys";

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

/** A form in which a client may send its key, and what becomes of its header once the key is taken out. */
interface KeyForm {
  readonly rule: string;
  readonly header: string;
  readonly pattern: string;
  /** With the number of the pattern's group, where the key is not all of the header. */
  readonly group?: 1;
  readonly left: string;
}

const bearer: KeyForm = {
  rule: "bearer-key",
  header: "Authorization",
  pattern: bearerKeyPattern,
  group: 1,
  left: "",
};
const plain = (header: string): KeyForm => ({
  rule: header.toLowerCase(),
  header,
  pattern: "(.+)",
  left: "",
});
const webSocket: KeyForm = {
  rule: "web-socket-protocol-key",
  header: "Sec-WebSocket-Protocol",
  pattern: webSocketKeyPattern,
  group: 1,
  // Of the sub-protocols it is the one that is spoken; the key must not go on as another.
  left: "realtime",
};

/**
 * API Management looks for a subscription key under one header name per API, before any policy runs. These rules
 * bring the other usual forms under that name. At most one of them applies to a request, whether or not a rule
 * sees what the one before it has written, and a key that is sent under that name stays.
 * https://learn.microsoft.com/azure/application-gateway/rewrite-http-headers-url
 * @param keyHeader the name that is looked for
 */
export function keyRewriteRules(keyHeader: string): readonly KeyRule[] {
  const forms =
    keyHeader === usualKey.header
      ? [bearer, plain("Ocp-Apim-Subscription-Key"), webSocket]
      : [bearer, plain("Ocp-Apim-Subscription-Key"), plain(usualKey.header)].filter(
          ({ header }) => header !== keyHeader,
        );
  return forms.map(({ rule, header, pattern, group, left }, index) => ({
    name: rule,
    ruleSequence: 100 + 10 * index,
    conditions: [
      doesNotMatch(keyHeader, ".+"),
      // What an earlier rule takes; of a header that is a key as a whole, that it is there.
      ...forms
        .slice(0, index)
        .map((form) => doesNotMatch(form.header, form.group === undefined ? ".+" : form.pattern)),
      matches(header, pattern),
    ],
    actionSet: {
      requestHeaderConfigurations: [
        {
          headerName: keyHeader,
          headerValue: `{http_req_${header}${group === undefined ? "" : `_${group}`}}`,
        },
        { headerName: header, headerValue: left },
      ],
    },
  }));
}
