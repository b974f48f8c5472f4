import { itAnswers } from "../support";

describe("URIs, encodings and hashes", () => {
  itAnswers(String.raw`
    @(new Uri("HTTPS://Host.Example:443/a%20b/c?x=1#f").ToString()) ⇒ string https://host.example/a b/c?x=1#f
    @(new Uri("https://h/a?x=1#f").PathAndQuery) ⇒ string /a?x=1
    @(new Uri("https://u:p@h:8443/").Authority + new Uri("https://u:p@h/").UserInfo) ⇒ string h:8443u:p
    @(new Uri("https://h/a/b/").Segments) ⇒ [/, a/, b/]
    @(new Uri("https://h/a/b?q").GetLeftPart(UriPartial.Path)) ⇒ string https://h/a/b
    @(new Uri(new Uri("https://h/a/b"), "/c?d=1").AbsoluteUri) ⇒ string https://h/c?d=1
    @(new Uri("/a", UriKind.Relative).IsAbsoluteUri) ⇒ bool False
    @(new Uri("/a", UriKind.Relative).Host) ⇒ !System.InvalidOperationException This operation is not supported for a relative URI.
    @(Uri.TryCreate("no uri", UriKind.Absolute, out var u)) ⇒ bool False
    @(new Uri("")) ⇒ !System.UriFormatException Invalid URI: The URI is empty.
    @(new Uri("https://h/a") == new Uri("https://h/a")) ⇒ bool True
    @{ var b = new UriBuilder("https://h/a"); b.Query = "x=1"; b.Port = 8443; return b.Uri.ToString(); } ⇒ string https://h:8443/a?x=1
    @(WebUtility.UrlEncode("a b&c") + WebUtility.UrlDecode("a+b%26c")) ⇒ string a+b%26ca b&c
    @(WebUtility.HtmlDecode("&copy;&#8364;&nope;")) ⇒ string ©€&nope;
    @(Encoding.UTF8.GetString(new byte[] { 0xC3, 0xA9 })) ⇒ string é
    @(Encoding.Unicode.GetBytes("a")) ⇒ [97, 0]
    @(Encoding.GetEncoding("iso-8859-1").GetBytes("é")[0]) ⇒ Byte 233
    @(Encoding.GetEncoding("klingon")) ⇒ !System.ArgumentException*
    @(Convert.ToHexString(MD5.Create().ComputeHash(Encoding.UTF8.GetBytes("")))) ⇒ string D41D8CD98F00B204E9800998ECF8427E
    @(Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes("abc"))).ToLower()) ⇒ string a9993e364706816aba3e25717850c26c9cd0d89d
    @(SHA256.Create().HashSize + SHA512.Create().ComputeHash(new byte[0]).Length) ⇒ int 320
    @{ using (var h = new HMACSHA256(Encoding.UTF8.GetBytes("Jefe"))) { return Convert.ToHexString(h.ComputeHash(Encoding.UTF8.GetBytes("what do ya want for nothing?"))).Substring(0, 8); } } ⇒ string 5BDCC146
    @(new HMACSHA256(null)) ⇒ !System.ArgumentNullException*
    @{ using (var a = Aes.Create()) { a.Key = new byte[16]; a.IV = new byte[16]; var e = a.CreateEncryptor().TransformFinalBlock(new byte[] { 1, 2, 3 }, 0, 3); return a.CreateDecryptor().TransformFinalBlock(e, 0, e.Length); } } ⇒ [1, 2, 3]
    @(new byte[] { 1 }.Decrypt("Aes", new byte[16], new byte[16])) ⇒ !System.Security.Cryptography.CryptographicException*
    @(new byte[] { 1 }.Encrypt("Nope", new byte[16], new byte[16])) ⇒ !System.ArgumentException*
    @("Basic dXNlcjpwYXNz".AsBasic().UserId) ⇒ string user
    @("a.b.c".AsJwt() == null) ⇒ bool True
    @(context.Request.Url.Query["tag"].Length) ⇒ int 2
    @(context.Request.Url.Query.GetValueOrDefault("none", "d")) ⇒ string d
    @(context.Request.MatchedParameters.Select(p => p.Key).OrderBy(k => k).First()) ⇒ string api-version
    @(context.Variables.Keys.Contains("s")) ⇒ bool True
    @(context.Api.SubscriptionKeyParameterNames.Header) ⇒ string Ocp-Apim-Subscription-Key
    @(context.Request.Body.As<string>().Length + context.Request.Body.As<string>().Length) ⇒ !System.InvalidOperationException*
    @(context.Request.Body.As<JObject>() == context.Request.Body.As<JObject>()) ⇒ !System.InvalidOperationException*
    @(context.Request.Body.As<string>(true).Length == context.Request.Body.As<string>().Length) ⇒ bool True
    @(context.Response.Body.As<string>() + context.Response.Body.As<string>(true)) ⇒ !System.InvalidOperationException*
    @(context.Response.Body.As<byte[]>().Length + context.Response.Body.As<byte[]>(true).Length) ⇒ !System.InvalidOperationException*
    @(context.Request.Body.AsFormUrlEncodedContent().Count + context.Request.Body.AsFormUrlEncodedContent().Count) ⇒ !System.InvalidOperationException*
    @(context.Request.Body.As<int>()) ⇒ !System.InvalidOperationException*
  `);
});
