/** Simple types of attributes: whether a literal is one, and what to say it must be. */
export interface SimpleType {
  readonly expected: string;
  accepts(value: string): boolean;
}

export const simpleTypes = {
  string: { expected: "text", accepts: () => true },
  // Any case: documents with True and False are in use. [E]
  boolean: { expected: "true or false", accepts: (value) => /^(?:true|false|1|0)$/i.test(value) },
  int: integer(-2147483648n, 2147483647n, "a whole number"),
  long: integer(-9223372036854775808n, 9223372036854775807n, "a whole number"),
  unsignedInt: integer(0n, 4294967295n, "a whole number from 0"),
  positiveInteger: integer(1n, undefined, "a whole number from 1"),
  // The XSD's xs:positiveInteger for retry's interval refuses the 0 that API Management takes.
  nonNegativeInteger: integer(0n, undefined, "a whole number from 0"),
  retryCount: integer(1n, 50n, "a whole number from 1 to 50"),
  statusCode: integer(100n, 999n, "a status code"),
  number: {
    expected: "a number",
    accepts: (value) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value),
  },
  dateTime: {
    expected: "a date and time such as 2026-01-01T00:00:00Z",
    accepts: (value) =>
      /^-?\d{4,}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(value),
  },
  // Text in the XSD: seconds, 300 at least, where 0 is for good; months and years as an ISO 8601 duration are in use. [E]
  quotaPeriod: {
    expected: "seconds: 0 for good, or 300 and more",
    accepts: (value) =>
      /^(?:infinite|infinity)$/i.test(value) ||
      (/^P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/i.test(value) &&
        /[1-9]/.test(value)) ||
      (/^\d{1,10}$/.test(value) && (Number(value) === 0 || Number(value) >= 300)),
  },
  rateWindow: integer(1n, 300n, "seconds, 300 at most"),
  daprTimeout: integer(1n, 240n, "seconds from 1 to 240"),
  severityLevel: integer(0n, 7n, "a severity from 0 to 7"),
  score: {
    expected: "a number from 0 to 1",
    accepts: (value) => /^(?:0?\.\d+|0\.?|1(?:\.0*)?)$/.test(value),
  },
  // Between gateway and proxy API Management speaks no HTTPS.
  proxyUrl: {
    expected: "http://host:port",
    accepts: (value) => /^http:\/\/[^/\s:]+(?::\d{1,5})?\/?$/i.test(value),
  },
  base64url: {
    expected: "base64url, as a JWKS document has it",
    accepts: (value) => /^[\w-]+={0,2}$/.test(value),
  },
} satisfies Record<string, SimpleType>;

/** Types with a list of values. Lists that are not published whole are left out: their attributes are text. */
export const enumerations = {
  TokenQuotaPeriod: ["Hourly", "Daily", "Weekly", "Monthly", "Yearly", "Indefinite"],
  DownstreamCaching: ["none", "private", "public"],
  Caching: ["prefer-external", "external", "internal"],
  IpFilterAction: ["allow", "forbid"],
  JsonToXmlApply: ["always", "content-type-json"],
  XmlToJsonApply: ["always", "content-type-xml"],
  XmlToJsonKind: ["direct", "javascript-friendly"],
  RequestMode: ["new", "copy"],
  ExistsAction: ["override", "skip", "append", "delete"],
  Severity: ["verbose", "information", "error"],
  Validation: ["ignore", "prevent", "detect"],
  Wait: ["all", "any"],
  Match: ["all", "any"],
  Template: ["liquid", "none"],
  HttpVersion: ["1", "2", "2or1"],
  IdentityType: ["managed", "jwt"],
  BackendAuth: ["system-assigned"],
  HarmCategory: ["Hate", "SelfHarm", "Sexual", "Violence"],
  SeverityOutput: ["FourSeverityLevels", "EightSeverityLevels"],
  ValidateAs: ["json", "xml", "soap"],
  XsiNil: ["blank", "null"],
  LiquidOnly: ["Liquid", "liquid"],
  JsonOnly: ["application/json"],
  GraphQlAction: ["allow", "remove", "reject", "ignore"],
  ConsistencyLevel: ["bounded-staleness", "consistent-prefix", "eventual", "session", "strong"],
  WriteRequest: ["insert", "replace", "upsert"],
  PartitionKey: ["string", "number", "bool", "none", "null"],
} as const satisfies Record<string, readonly string[]>;

export function describeType(type: string): string {
  const list = listOf(type);
  return list ? list.join(", ") : simpleTypes[type as keyof typeof simpleTypes].expected;
}

/** The values of an enumeration; undefined for any other type. */
export function listOf(type: string): readonly string[] | undefined {
  return type in enumerations ? enumerations[type as keyof typeof enumerations] : undefined;
}

export function accepts(type: string, value: string): boolean {
  const trimmed = value.trim();
  const list = listOf(type);
  return list ? list.includes(trimmed) : simpleTypes[type as keyof typeof simpleTypes].accepts(trimmed);
}

function integer(min: bigint, max: bigint | undefined, expected: string): SimpleType {
  return {
    expected,
    accepts(value) {
      // Longer than any limit here; BigInt of hostile length is slow.
      if (!/^[+-]?\d{1,40}$/.test(value)) return false;
      const number = BigInt(value.replace(/^\+/, ""));
      return number >= min && (max === undefined || number <= max);
    },
  };
}
