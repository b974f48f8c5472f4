import { attributeOf, learn, literalOf, type Fix, type Rule } from "../rule";
import type { ExpressionUse, Step, Subject } from "../subject";
import { isPath, visit } from "../syntax";
import type { Expr } from "../../expressions/syntax/ast";

type Call = Extract<Expr, { kind: "call" }>;

/** Calls of `As<T>` on a body, by the path of the body. */
function bodyReads({ syntax }: ExpressionUse, path: string): Call[] {
  const calls: Call[] = [];
  visit(syntax, (node) => {
    if (node.kind !== "call" || node.target.kind !== "member" || node.target.name !== "As") return;
    if (isPath(node.target.target, path)) calls.push(node);
  });
  return calls;
}

const isPreserved = (call: Call) => {
  const value = (call.args.find(({ name }) => name === "preserveContent") ?? call.args[0])?.value;
  return value !== undefined && !(value.kind === "bool" && !value.value);
};

/** Steps whose value becomes the body itself: what they consume they put back. */
const isNewBody = ({ node }: Step) => node.name === "set-body";
const endsCall = (step: Step, subject: Subject) =>
  subject
    .named("return-response")
    .some(
      ({ siblings }) =>
        siblings.includes(step.node) || step.parents.some((one) => siblings.includes(one.node)),
    );

export const bodyConsumed: Rule = {
  code: "LINT_BODY_CONSUMED",
  title: "Reading the body takes it away",
  why: "As<T>() without preserveContent consumes the message's content: the backend, or the client, gets an empty body.",
  docs: learn("api-management-policy-expressions#ContextVariables"),
  *check(subject) {
    for (const use of subject.expressions) {
      if (isNewBody(use.step) || endsCall(use.step, subject)) continue;
      const path = use.step.section === "outbound" ? "context.Response.Body" : "context.Request.Body";
      if (use.step.section === "on-error") continue;
      for (const call of bodyReads(use, path)) {
        if (isPreserved(call)) continue;
        yield {
          place: use.text.locate(call.at),
          message: `${path}.As<...>() without preserveContent takes the body away from who gets the message`,
          hint: "write As<...>(preserveContent: true)",
          fix: call.args.length === 0 ? preserve(use, call, subject.text) : undefined,
        };
      }
    }
  },
};

/** Puts the argument into the empty parentheses, where they stand in the file as the expression has them. */
function preserve({ text }: ExpressionUse, call: Call, file: string): Fix | undefined {
  const target = call.target as Extract<Expr, { kind: "member" }>;
  const at = text.value.indexOf("As", target.at);
  const open = /^As\s*<[^()]*>\s*\(\s*\)/.exec(text.value.slice(at))?.[0];
  if (at < 0 || open === undefined) return undefined;
  const place = text.locate(at + open.length - 1);
  const line = file.split(/\r\n|\r|\n/)[place.line - 1] ?? "";
  const bom = place.line === 1 && file.startsWith("\ufeff") ? 1 : 0;
  if (line[place.column - 1 + bom] !== ")") return undefined;
  return { place, length: 0, text: "preserveContent: true", does: "keep the body that is read" };
}

export const retryWithoutBody: Rule = {
  code: "LINT_RETRY_WITHOUT_BODY",
  title: "A call is tried again without its body",
  why: "forward-request streams the request's body unless buffer-request-body is true: the second try has nothing to send.",
  docs: learn("forward-request-policy"),
  *check({ steps }) {
    for (const { node, parents } of steps) {
      if (node.name !== "forward-request" || !parents.some((one) => one.node.name === "retry")) continue;
      const value = attributeOf(node, "buffer-request-body");
      if (value && (value.kind === "expression" || value.value.trim() === "true")) continue;
      yield {
        place: node.place,
        message: "<forward-request> inside <retry> does not keep the request's body for the next try",
        hint: 'add buffer-request-body="true"',
        fix: value
          ? undefined
          : {
              place: { ...node.place, column: node.place.column + 1 + node.name.length },
              length: 0,
              text: ' buffer-request-body="true"',
              does: "keep the request's body for the next try",
            },
      };
    }
  },
};

export const streamBuffered: Rule = {
  code: "LINT_STREAM_BUFFERED",
  title: "A streamed answer is read, and so buffered",
  why: "An expression that reads context.Response.Body waits for all of it: the client gets the first token after the last one.",
  docs: learn("how-to-server-sent-events"),
  *check(subject) {
    const streams = subject
      .named("forward-request")
      .find(({ node }) => literalOf(node, "buffer-response") === "false");
    if (!streams) return;
    for (const use of subject.expressions) {
      if (use.step.section !== "outbound" || use.step.parents.some(isConditionOnStream)) continue;
      const call = bodyReads(use, "context.Response.Body")[0];
      if (call)
        yield {
          place: use.text.locate(call.at),
          message: `Reading the response's body here undoes buffer-response="false" in line ${streams.node.place.line}`,
          hint: "read it only when the call is no stream: put it into a choose",
        };
    }
  },
};

const genAi = [
  "llm-token-limit",
  "azure-openai-token-limit",
  "llm-emit-token-metric",
  "azure-openai-emit-token-metric",
];

export const streamParsed: Rule = {
  code: "LINT_STREAM_PARSED",
  title: "A streamed answer is read as JSON",
  why: "A model's streamed answer is server-sent events: As<JObject>() of it throws, and the call ends with a 500 although the model has answered.",
  docs: learn("how-to-server-sent-events"),
  *check(subject) {
    // Only where the document is plainly a language model's, whose clients choose whether to stream.
    if (subject.named(...genAi).length === 0 && !/prompt_tokens|completion_tokens/.test(subject.text)) return;
    // Reported by the rule on what is buffered.
    if (subject.named("forward-request").some(({ node }) => literalOf(node, "buffer-response") === "false"))
      return;
    for (const use of subject.expressions) {
      if (use.step.section !== "outbound" || use.step.parents.some(isConditionOnStream)) continue;
      // An expression that asks itself, or catches what is thrown, knows.
      if (/stream|event-stream|Content-Type|\bcatch\b/i.test(use.text.value)) continue;
      const call = bodyReads(use, "context.Response.Body").find(
        ({ target }) =>
          target.kind === "member" && /^J(?:Object|Token|Array)$/.test(target.args?.[0]?.name ?? ""),
      );
      if (call)
        yield {
          place: use.text.locate(call.at),
          message: "A streamed answer is no JSON, and reading it as such throws",
          hint: 'put it into a choose that asks whether the request\'s body has "stream": true',
        };
    }
  },
};

/** A branch that is taken by whether the call streams; its author knows. */
function isConditionOnStream({ node }: Step): boolean {
  return /stream|text\/event/i.test(attributeOf(node, "condition")?.value ?? "");
}
