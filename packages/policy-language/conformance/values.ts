import { systemClock } from "@azure-genai-gateway/common/clock";
import { systemRandom } from "@azure-genai-gateway/common/random";
import { compileExpression, type CompiledExpression } from "../expressions/compile";
import type { HostResponse, PolicyContext, PolicyValue } from "../expressions/host";
import { describeValue } from "../expressions/values/describe";
import {
  fromBool,
  fromDouble,
  fromInt,
  fromLong,
  fromResponse,
  fromText,
} from "../expressions/values/values";
import type { DescribedValue, RowValue } from "./rows";

/** A response, or the part of a request that responses have too. */
export interface ResponseText {
  readonly statusCode?: number;
  readonly statusReason?: string;
  readonly headers?: Readonly<Record<string, string[]>>;
  readonly body?: string | null;
}

export const runtime = { clock: systemClock, random: systemRandom };

/** Types without a constructor for hosts are made as a policy would make them: from the text, by an expression. */
const makers: Readonly<Record<string, string>> = {
  float: '@(float.Parse((string)context.Variables["text"]))',
  decimal: '@(decimal.Parse((string)context.Variables["text"]))',
  guid: '@(Guid.Parse((string)context.Variables["text"]))',
  datetime: '@(DateTime.Parse((string)context.Variables["text"]).ToUniversalTime())',
  datetimeoffset: '@(DateTimeOffset.Parse((string)context.Variables["text"]))',
  timespan: "@(new TimeSpan(1,2,3,4)+TimeSpan.FromMilliseconds(500))",
  JObject: '@(JObject.Parse((string)context.Variables["text"]))',
  JArray: '@(JArray.Parse((string)context.Variables["text"]))',
  JValue: '@(JToken.Parse((string)context.Variables["text"]))',
  JToken: '@(JToken.Parse((string)context.Variables["text"]))',
  "string[]": '@(JArray.Parse((string)context.Variables["text"]).Select(x => (string)x).ToArray())',
  "int[]": '@(JArray.Parse((string)context.Variables["text"]).Select(x => (int)x).ToArray())',
  "List<string>": '@(JArray.Parse((string)context.Variables["text"]).Select(x => (string)x).ToList())',
  "List<int>": '@(JArray.Parse((string)context.Variables["text"]).Select(x => (int)x).ToList())',
  "Dictionary<string,string>":
    '@(JObject.Parse((string)context.Variables["text"]).Properties().ToDictionary(p => p.Name, p => (string)p.Value))',
};
const compiled = new Map<string, CompiledExpression>();

function made(type: string, text: string): PolicyValue {
  const code = makers[type];
  if (code === undefined) throw new Error(`A variable's type '${type}' is not one that rows can have`);
  let expression = compiled.get(type);
  if (!expression) {
    const result = compileExpression({ code, locate: () => ({ file: type, line: 1, column: 1 }) });
    if (!result.expression) throw new Error(result.problems.map((problem) => problem.message).join("; "));
    compiled.set(type, (expression = result.expression));
  }
  return expression.evaluate({ variables: new Map([["text", text]]) } as unknown as PolicyContext, runtime);
}

/** The variable that a row describes; a type that rows cannot have is an Error. */
export function rowValue(
  { type, value }: RowValue,
  response: (text: ResponseText) => HostResponse,
): PolicyValue {
  switch (type) {
    case "null":
      return null;
    case "string":
      return fromText(value);
    case "int":
      return fromInt(Number(value));
    case "long":
      return fromLong(BigInt(value));
    case "double":
      return fromDouble(Number(value));
    case "bool":
      return fromBool(value.toLowerCase() === "true");
    case "IResponse":
      return fromResponse(response(JSON.parse(value) as ResponseText));
    default:
      return made(type, value);
  }
}

/** What a result row says of a value. */
export const described = (value: PolicyValue): DescribedValue | null => describeValue(value);
