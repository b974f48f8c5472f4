/**
 * Texts of JSON without escapes, as many as stand side by side; a number, or one of the words that Python writes in place of one; a word of
 * JSON's; or else all that is left.
 */
const piece = String.raw`"(?:\"[^\"]*\"[\\s{}\\[\\],:]*)+|(?<number>(?:-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|-?Infinity|NaN)(?![-+.\\w])(?!\\s*:))|(?:true|false|null)(?!\\w)|(?<other>[^\\s{}\\[\\],:][\\s\\S]*)"`;

/**
 * C# that makes `parsed`: the JSON of a text, or null for what is neither an object nor a list. What Newtonsoft would write in another
 * form has `mark` before it. Of a date it stays there, and whoever writes the tree takes it away. A number is a text to the reader, and
 * then put in as it was written: 1.10 is no 1.1 to whoever reads it as a price. What has other pieces than JSON's is left to Newtonsoft.
 */
export const exactParse = String.raw`parsed = json => {
    var kept = false;
    // As long as the text, so that places are the same, and without quotes but those that end a text: no step for each escape.
    var bare = json.Replace("\\\\", "__").Replace("\\\"", "__");
    var made = new StringBuilder();
    var done = 0;
    foreach (Match match in Regex.Matches(bare, ${piece}))
    {
        if (match.Groups["other"].Success) { kept = false; break; }
        if (!match.Groups["number"].Success || match.Length < 17 && match.Value != "-0" && match.Value.IndexOfAny(new [] { '.', 'e', 'E', 'N', 'I' }) < 0) { continue; }
        kept = true;
        made.Append(json, done, match.Index - done).Append("\"" + mark + "#" + match.Value + "\"");
        done = match.Index + match.Length;
    }
    if (kept) { json = made.Append(json, done, json.Length - done).ToString(); }
    var read = JToken.Parse(json) as JContainer;
    if (read != null && read.Descendants().Any(each => each.Type == JTokenType.Date))
    {
        json = json.Replace("\"/Date(", "\"" + mark + "/Date(").Replace("\"\\/Date(", "\"" + mark + "/Date(");
        foreach (var digit in "1203456789") { json = json.Replace("\"" + digit, "\"" + mark + digit); }
        read = JToken.Parse(json) as JContainer;
    }
    if (read == null || !kept) { return read; }
    foreach (var value in read.Descendants().OfType<JValue>().Where(each => each.Type == JTokenType.String && ((string)each).StartsWith(mark + "#", StringComparison.Ordinal)).ToList())
    {
        value.Replace(new JRaw(((string)value).Substring(mark.Length + 1)));
    }
    return read;
};`;
