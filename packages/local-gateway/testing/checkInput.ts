import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import { type Problem, throwIfErrors } from "@azure-genai-gateway/common/problem";
import { isRecord } from "@azure-genai-gateway/common/records";

/** What a value must be, and how that is said. */
type Rule = readonly [isRight: (value: unknown) => boolean, expected: string];
type Rules = Readonly<Record<string, Rule>>;

const isText = (value: unknown) => typeof value === "string";
const isHeaders = (value: unknown) =>
  isRecord(value) &&
  Object.values(value).every((one) => isText(one) || (Array.isArray(one) && one.every(isText)));
const eachIs = (isRight: (value: unknown) => boolean) => (value: unknown) =>
  isRecord(value) && Object.values(value).every(isRight);

const text: Rule = [isText, "a text"];
const record: Rule = [isRecord, "an object of name: value"];
const texts: Rule = [eachIs(isText), "an object of name: text"];
const headers: Rule = [isHeaders, "an object of name: text, or name: [text, text]"];
const anything: Rule = [() => true, ""];
const time: Rule = [
  (value) => isText(value) || typeof value === "number" || value instanceof Date,
  "a time: 2026-01-01T00:00:00Z",
];
const duration: Rule = [
  (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
  "milliseconds, 0 or more",
];

const openOptions: Rules = {
  namedValues: texts,
  fragments: texts,
  hosts: [
    eachIs((value) => typeof value === "function"),
    'an object of name: function, such as { default: (request) => ({ body: "hello" }) }',
  ],
  parameters: record,
  service: text,
  now: time,
  seed: [Number.isFinite, "a number"],
};

const callOptions: Rules = {
  method: [
    (value) => typeof value === "string" && /^[!#$%&'*+.^_`|~\w-]+$/.test(value),
    "an HTTP method, such as GET",
  ],
  path: text,
  headers,
  body: anything,
  key: [(value) => value === null || isText(value), "the name or the key of a subscription, or null"],
  variables: record,
  at: time,
  clientAddress: text,
};

const hostAnswer: Rules = {
  status: [
    (value) => Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 999,
    "a status code, such as 200",
  ],
  reason: text,
  headers,
  body: anything,
  events: [Array.isArray, "a list of events"],
  delayMs: duration,
};

/** @throws ProblemsError with everything that is wrong with what `openPolicies` was given */
export function checkOpenPolicies(source: unknown, options: unknown): void {
  const problems =
    isText(source) || (isRecord(source) && isText((source as { policy?: unknown }).policy))
      ? []
      : [problem("TEST_SOURCE", "source", 'is neither a path nor { policy: "<policies>..." }')];
  throwIfErrors("openPolicies(source, options) was called wrongly", [
    ...problems,
    ...problemsOf(options, openOptions, "TEST_OPTION", "options"),
  ]);
}

/** @throws ProblemsError with everything that is wrong with what `gateway.call` was given */
export function checkCall(options: unknown): void {
  throwIfErrors("call(options) was called wrongly", problemsOf(options, callOptions, "TEST_CALL", "options"));
}

/** @throws ProblemsError with everything that is wrong with what a host's function answered */
export function checkAnswer(host: string, answer: unknown): void {
  throwIfErrors(
    `The function of hosts["${host}"] answered what is no response`,
    problemsOf(answer, hostAnswer, "TEST_ANSWER", "answer"),
  );
}

/** @throws ProblemsError for what is no stretch of time */
export function checkAdvance(ms: unknown): void {
  if (duration[0](ms)) return;
  throwIfErrors("advance(ms) was called wrongly", [problem("TEST_TIME", "ms", `is not ${duration[1]}`)]);
}

function problemsOf(value: unknown, rules: Rules, code: string, subject: string): Problem[] {
  const names = Object.keys(rules);
  const all = `there are ${names.join(", ")}`;
  if (!isRecord(value)) return [problem(code, subject, "is no object of options", all)];
  return Object.entries(value).flatMap(([name, given]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule) return given === undefined || rule[0](given) ? [] : [problem(code, name, `is not ${rule[1]}`)];
    const near = nearestWord(name, names);
    return [problem(code, name, "is not known", near === undefined ? all : `did you mean ${near}?`)];
  });
}

function problem(code: string, subject: string, message: string, hint?: string): Problem {
  return { code, severity: "error", subject, message, ...(hint === undefined ? {} : { hint }) };
}
