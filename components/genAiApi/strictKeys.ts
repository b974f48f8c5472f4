import { escapeXml } from "../policyTemplates";

/**
 * What is read of a body is what the next one reads of it. Newtonsoft takes the last of two keys, and comments, single
 * quotes and keys without any; servers in Go take `Model` for `model`, Google's take `max_output_tokens` for
 * `maxOutputTokens`, and some parsers the first of two. So a key that could be read in two ways is refused: of the body
 * itself under any spelling, of the objects that bound an answer under the same one. Azure's accounts alone read bodies as
 * they always did, so a stack without other providers has none of this.
 *
 * A key is known to stand once where the text has it as often as the tree: what a parser has dropped is in the text alone.
 * The text is cut at the names, never walked: bodies of megabytes cost no more than their parsing.
 */
export const strictKeys = `<set-variable name="genai-read" value="${escapeXml(String.raw`@{
    var body = context.Variables["genai-read"] as JObject;
    if (body == null || body.Count == 0 || context.Variables.ContainsKey("genai-form")) { return context.Variables["genai-read"]; }
    var text = context.Request.Body.As<string>(preserveContent: true);
    Func<string, int> written = name => text.Split(new [] { "\"" + name + "\"" }, StringSplitOptions.None).Skip(1).Count(after => after.TrimStart().StartsWith(":", StringComparison.Ordinal));
    Func<string, int> read = name => body.Descendants().OfType<JProperty>().Count(property => property.Name == name);
    var outer = body.Properties().Select(property => property.Name).ToList();
    var names = outer.Concat(body.Properties()
        .Where(property => property.Value is JObject && new [] { "inferenceConfig", "generationConfig", "generation_config" }.Contains(property.Name))
        .SelectMany(property => ((JObject)property.Value).Properties().Select(own => own.Name))).ToList();
    if (names.Count <= 100
        && names.All(name => Regex.IsMatch(name, "^[A-Za-z0-9_.$-]{1,64}$"))
        && outer.Select(name => name.Replace("_", "").ToLowerInvariant()).Distinct().Count() == outer.Count
        && !(text.Contains("\\u00") && Regex.IsMatch(text, "\\\\u00(?:3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|5[fF])[^\"\\\\]*(?:\\\\u[^\"\\\\]*)*\"\\s*:"))
        && names.All(name => { var times = written(name); return times == 1 || times > 1 && times == read(name); })) { return body; }
    return "400:The body has a key twice, or one that is not in double quotes and plain letters: each is written once, as the documentation spells it.";
}`)}" />`;
