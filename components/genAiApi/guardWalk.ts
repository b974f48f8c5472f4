import { csharpText } from "../policyTemplates";

/**
 * Which strings of a body are texts that a guardrail looks at. Everything is, but for what is known to be none
 * (docs/decisions/0082), so that a field that a provider adds tomorrow is looked at and not looked over.
 */

/** Keys of a body that no model reads. */
const unread = [
  "model",
  "tool_choice",
  "function_call",
  "mcp_servers",
  "metadata",
  "labels",
  "requestMetadata",
  "user",
  "safety_identifier",
  "prompt_cache_key",
  "previous_response_id",
  "conversation",
  "include",
  "reasoning",
  "thinking",
  "modalities",
  "audio",
  "voice",
  "stop",
  "stop_sequences",
  "container",
  "cachedContent",
  "safetySettings",
  "safety_settings",
  "inferenceConfig",
  "additionalModelResponseFieldPaths",
  "anthropic_version",
  "anthropic_beta",
  "service_tier",
  "truncation",
  "size",
  "quality",
  "style",
  "background",
  "output_format",
  "aspect_ratio",
  "input_image",
  ...Array.from({ length: 9 }, (_, at) => `input_image_${at + 2}`),
  "encoding_format",
  "usage",
  "usageMetadata",
];

/** Keys of a body that say what a model may call and how it has to answer: it reads what they are described by. */
const definitions = [
  "tools",
  "functions",
  "toolConfig",
  "tool_config",
  "response_format",
  "text",
  "output_config",
  "outputConfig",
  "generationConfig",
  "generation_config",
  "additionalModelRequestFields",
];

/** Keys of definitions that are text even where they have one word. */
const described = ["description", "title", "definition", "instructions", "system"];

/** What a tool is reached by, in which a service would find addresses and secrets, and of which the model has nothing. */
const reached = [
  "authorization",
  "authorization_token",
  "headers",
  "server_url",
  "filters",
  "user_location",
  "userLocation",
  "vector_store_ids",
  "retrieval",
  "stopSequences",
  "stop_sequences",
];

/** Keys whose values are names, ids and kinds, wherever they stand; of several words they are a text like any other. */
const names = [
  "type",
  "role",
  "id",
  "call_id",
  "tool_call_id",
  "tool_use_id",
  "toolUseId",
  "item_id",
  "response_id",
  "name",
  "status",
  "phase",
  "model",
  "object",
  "finish_reason",
  "finishReason",
  "stop_reason",
  "stopReason",
  "system_fingerprint",
  "file_id",
  "detail",
  "format",
  "media_type",
  "mime_type",
  "mimeType",
  "ttl",
  "responseId",
  "modelVersion",
];

/** Keys whose values are bytes, and addresses of them. */
const bytes = [
  "url",
  "image_url",
  "file_url",
  "file_data",
  "data",
  "bytes",
  "file_uri",
  "fileUri",
  "uri",
  "encrypted_content",
  "signature",
  "thoughtSignature",
  "thought_signature",
  "b64_json",
];

/** The JSON that a tool is called with, or has answered, and that a prompt is filled with: all of its texts are the caller's. */
const calledWith = ["args", "arguments", "response", "json", "variables", "promptVariables"];

/** Keys of a schema under which keys are names that somebody has made up. */
const madeUp = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];

const list = (values: readonly string[]) => `new HashSet<string> { ${values.map(csharpText).join(", ")} }`;

/**
 * C# that calls `visit` with every text of `tree`, always in the same order, and puts what comes back in its place.
 * Arguments of a tool are JSON within a text: they are taken apart, for a quote in a name would break what is only replaced.
 * So are keys that are the caller's own: all of what a tool is called with, elsewhere those of several words. `spell` gets the names of
 * tools, parameters and choices, in whose place nothing else can stand.
 */
export const guardWalk = String.raw`var unread = ${list(unread)};
var definitions = ${list(definitions)};
var described = ${list(described)};
var reached = ${list(reached)};
var named = ${list(names)};
var bytes = ${list(bytes)};
var called = ${list(calledWith)};
var madeUp = ${list(madeUp)};
var changes = 0;
// How a token is read: 0 by its key, 1 as a part of a definition, 2 whole.
Action<JToken, string, int> walk = null;
walk = (token, key, how) => {
    var one = token as JObject;
    if (one != null)
    {
        var isText = (one["type"] ?? "").ToString() == "text";
        foreach (var written in one.Properties().ToList())
        {
            var property = written;
            var under = property.Name == "data" && isText ? "text" : property.Name;
            if (how == 1 && (key == "tools" || key == "generationConfig" || key == "generation_config") && reached.Contains(under)) { continue; }
            if (how == 2 || property.Name.Replace(mark, "").Any(char.IsWhiteSpace))
            {
                var other = visit(property.Name);
                // What a placeholder stands for may be a key already, which has a value of its own.
                if (other != property.Name && one[other] == null)
                {
                    changes++;
                    property = new JProperty(other, property.Value);
                    written.Replace(property);
                }
            }
            else if (how == 1 && madeUp.Contains(key)) { spell(property.Name); }
            walk(property.Value, under, how > 0 ? how : called.Contains(under) || under == "input" ? 2 : under == "tools" ? 1 : 0);
        }
        return;
    }
    if (token is JArray)
    {
        foreach (var item in token.ToList()) { walk(item, key, how); }
        return;
    }
    if (token.Type != JTokenType.String) { return; }
    var now = (string)token;
    if (how == 0 && bytes.Contains(key)) { return; }
    if ((how == 0 && named.Contains(key) || how == 1 && !described.Contains(key)) && !now.Replace(mark, "").Any(char.IsWhiteSpace))
    {
        if (key == "name" || how == 1 && key != "type") { spell(now); }
        return;
    }
    JContainer inner = null;
    if (key == "arguments")
    {
        try { inner = parsed(now); } catch (Exception) { inner = null; }
    }
    if (inner != null)
    {
        var before = changes;
        walk(inner, "", 2);
        if (changes > before) { token.Replace(new JValue(inner.ToString(Newtonsoft.Json.Formatting.None))); }
        return;
    }
    var made = visit(now);
    if (made != now) { changes++; token.Replace(new JValue(made)); }
};
foreach (var property in tree.Properties().Where(each => !unread.Contains(each.Name)).ToList())
{
    var top = property.Name;
    if (top != "data_sources") { walk(property.Value, top, definitions.Contains(top) && property.Value is JContainer ? 1 : top == "input" && property.Value is JObject || called.Contains(top) ? 2 : 0); continue; }
    // Of somebody's own data a model has what it is to be; the rest are addresses and keys.
    foreach (var part in property.Value.Children<JObject>().Select(each => each["parameters"]).OfType<JObject>().Select(each => each["role_information"]).OfType<JValue>().ToList()) { walk(part, "text", 0); }
}`;
