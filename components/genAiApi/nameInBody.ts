import { escapeXml } from "../policyTemplates";

/**
 * Writes another name of the model into a body: C# of a block that ends in the new text.
 * The body stays the text that came: written anew from an object, dates and numbers of the caller's would change. Where the
 * key stands the text is cut, never walked, so that megabytes of pictures before it cost nothing. A name that stands nowhere
 * in plain, for somebody has escaped its letters, is written anew all the same.
 * @param name C# statements that set `own` from its value, the name that was asked for
 */
export function nameInBody(asked: string, name: string): string {
  return escapeXml(String.raw`@{
    var own = ${asked};
    ${name}
    var text = context.Request.Body.As<string>(preserveContent: true);
    var pieces = text.Split(new [] { "\"model\"" }, StringSplitOptions.None);
    var keys = Enumerable.Range(1, pieces.Length - 1).Where(at => pieces[at].TrimStart().StartsWith(":", StringComparison.Ordinal)).ToList();
    // A tool may have a parameter of the name: the body's own key is as far on in the text as it is in the tree.
    var turn = keys.Count == 0 ? -1 : keys.Count == 1 ? 0 : JObject.Parse(text).Descendants().OfType<JProperty>()
        .Where(property => property.Name == "model").Select((property, index) => property.Parent.Parent == null ? index : -1).Max();
    var after = turn < 0 || turn >= keys.Count ? "" : pieces[keys[turn]];
    var value = Regex.Match(after, "^\\s*:\\s*\"[^\"\\\\]*(?:\\\\.[^\"\\\\]*)*\"");
    if (value.Success)
    {
        pieces[keys[turn]] = value.Value.Substring(0, value.Value.IndexOf('"') + 1) + own + "\"" + after.Substring(value.Length);
        return string.Join("\"model\"", pieces);
    }
    var body = JObject.Parse(text);
    body["model"] = own;
    return body.ToString(Newtonsoft.Json.Formatting.None);
}`);
}
