/** Every code that reading and checking a policy document can report; expressions add the C# compiler's own (CS0103, ...). */
export const policyCodes = {
  /** The document is not well-formed. */
  xml: "POLICY_XML",
  /** Elements are nested deeper than any real document. */
  tooDeep: "POLICY_TOO_DEEP",
  /** More than the 256 KiB, or 512 for a fragment, that API Management takes. */
  tooLarge: "POLICY_TOO_LARGE",
  /** The root is not the one expected here. */
  root: "POLICY_ROOT",
  unknownElement: "POLICY_UNKNOWN_ELEMENT",
  /** A part is absent without which the policy means nothing, such as `when` in `choose`. */
  missingElement: "POLICY_MISSING_ELEMENT",
  /** A part stands more often than its policy takes it. */
  repeatedElement: "POLICY_REPEATED_ELEMENT",
  unknownAttribute: "POLICY_UNKNOWN_ATTRIBUTE",
  missingAttribute: "POLICY_MISSING_ATTRIBUTE",
  /** Attributes of which a policy takes one stand together. */
  conflictingAttributes: "POLICY_CONFLICTING_ATTRIBUTES",
  badValue: "POLICY_BAD_VALUE",
  /** A metric has more dimensions of its own than API Management takes. */
  tooManyDimensions: "POLICY_TOO_MANY_DIMENSIONS",
  /** A dimension has no value, and its name is none that brings one along. */
  dimensionWithoutValue: "POLICY_DIMENSION_WITHOUT_VALUE",
  /** `n` and `e` are no RSA public key. */
  badKey: "POLICY_BAD_KEY",
  /** xsl-transform has no stylesheet, or more than one. */
  stylesheet: "POLICY_STYLESHEET",
  /** A policy that the handshake of a WebSocket API does not take. */
  webSocket: "POLICY_WEBSOCKET",
  /** Text where a policy takes none. */
  unexpectedText: "POLICY_UNEXPECTED_TEXT",
  /** An expression where API Management documents a fixed value. */
  expressionNotAllowed: "POLICY_EXPRESSION_NOT_ALLOWED",
  /** `@(` or `@{` has no end. */
  expressionUnclosed: "POLICY_EXPRESSION_UNCLOSED",
  /** Something stands beside an expression in the same value. */
  expressionMixed: "POLICY_EXPRESSION_MIXED",
  /** A policy stands in a section that does not take it, or `base` not directly in a section. */
  section: "POLICY_SECTION",
  /** A policy stands in the document of a scope that does not take it. */
  scope: "POLICY_SCOPE",
  backendSingleChild: "POLICY_BACKEND_SINGLE_CHILD",
  fragmentNested: "POLICY_FRAGMENT_NESTED",
  unknownNamedValue: "POLICY_UNKNOWN_NAMED_VALUE",
  unknownFragment: "POLICY_UNKNOWN_FRAGMENT",
  unknownBackend: "POLICY_UNKNOWN_BACKEND",
  unknownLogger: "POLICY_UNKNOWN_LOGGER",
} as const;

export type PolicyCode = (typeof policyCodes)[keyof typeof policyCodes];
