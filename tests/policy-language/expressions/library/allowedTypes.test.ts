import { itAnswers } from "../support";

describe("System.Net.IPAddress", () => {
  itAnswers(String.raw`
    @(IPAddress.Parse("10.0.0.1").AddressFamily.ToString()) ⇒ string InterNetwork
    @(IPAddress.Parse("::ffff:1.2.3.4").MapToIPv4().ToString()) ⇒ string 1.2.3.4
    @(IPAddress.Parse("2001:db8:0:0:1:0:0:1").ToString()) ⇒ string 2001:db8::1:0:0:1
    @(IPAddress.Parse("127.1").ToString()) ⇒ string 127.0.0.1
    @(IPAddress.Parse("::1.2.3.4").ToString()) ⇒ string ::1.2.3.4
    @(IPAddress.TryParse("300.1.1.1", out var a)) ⇒ bool False
    @(IPAddress.Parse("x")) ⇒ !System.FormatException An invalid IP address was specified.
    @(string.Join(".", IPAddress.Parse("1.2.3.4").GetAddressBytes())) ⇒ string 1.2.3.4
    @(IPAddress.HostToNetworkOrder(1)) ⇒ int 16777216
    @(IPAddress.Parse("1.2.3.4").Equals(IPAddress.Parse("1.2.3.4"))) ⇒ bool True
  `);
});

describe("signatures and certificates", () => {
  itAnswers(String.raw`
    @(HashAlgorithmName.SHA256.Name + RSASignaturePadding.Pkcs1.Mode) ⇒ string SHA256Pkcs1
    @(HashAlgorithmName.MD5 == HashAlgorithmName.MD5) ⇒ bool True
    @(RSAEncryptionPadding.OaepSHA256.ToString()) ⇒ string OaepSHA256
    @{ var r = RSA.Create(1024); var d = new byte[]{1,2,3}; var s = r.SignData(d, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1); return r.VerifyData(d, s, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) && !r.VerifyData(new byte[]{9}, s, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1); } ⇒ bool True
    @{ var r = RSA.Create(1024); var e = r.Encrypt(new byte[]{7}, RSAEncryptionPadding.OaepSHA1); var r2 = RSA.Create(1024); r2.FromXmlString(r.ToXmlString(true)); return r2.Decrypt(e, RSAEncryptionPadding.OaepSHA1)[0]; } ⇒ Byte 7
    @(new X509Certificate2(new byte[]{1,2})) ⇒ !System.Security.Cryptography.CryptographicException Cannot find the requested object.
    @(new Oid("1.2.840.113549.1.1.11").FriendlyName) ⇒ string sha256RSA
    @{ var h = SHA256.Create(); var b = Encoding.UTF8.GetBytes("abc"); h.TransformBlock(b, 0, 2, null, 0); h.TransformFinalBlock(b, 2, 1); return h.Hash.SequenceEqual(SHA256.Create().ComputeHash(b)); } ⇒ bool True
    @{ var b = new byte[8]; new RNGCryptoServiceProvider().GetNonZeroBytes(b); return b.All(x => x != 0); } ⇒ bool True
  `);
});

describe("members of the other allowed types", () => {
  itAnswers(String.raw`
    @{ var a = Array.CreateInstance(typeof(int), 2, 3); a.SetValue(5, 1L, 2L); return a.GetValue(1, 2) + "|" + a.Length; } ⇒ string 5|6
    @{ Array a = new[] {3,1,2}; Array.Sort(a); Array.Reverse(a); return string.Join(",", (int[])a); } ⇒ string 3,2,1
    @{ var r = new System.IO.StringReader("a\r\nb\nc"); var s = r.ReadLine() + "|" + (char)r.Read() + "|"; return s + r.ReadToEnd().Length; } ⇒ string a|b|2
    @(Encoding.UTF8.GetMaxByteCount(3) + "|" + Encoding.GetEncoding(1200).EncodingName + Encoding.UTF8.CodePage) ⇒ string 12|Unicode65001
    @(new Uri("https://u:p@h.example:8443/a/b?x=1#f").GetComponents(UriComponents.HostAndPort, UriFormat.UriEscaped)) ⇒ string h.example:8443
    @(new Uri("https://h/a").HostNameType + "|" + Uri.CheckHostName("1.2.3.4") + "|" + Uri.UriSchemeHttps) ⇒ string Dns|IPv4|https
    @("abcabc".LastIndexOf('b', 4, 2)) ⇒ int 4
    @(new StringBuilder("abc").Replace('a', 'x', 0, 1).Insert(1, "-", 2).ToString()) ⇒ string x--bc
    @(System.Xml.XmlNodeType.Element.ToString() + XmlNodeType.XmlDeclaration) ⇒ string ElementXmlDeclaration
    @(XElement.Parse("<a xmlns:p='u'/>").GetPrefixOfNamespace("u")) ⇒ string p
    @{ var x = XElement.Parse("<a><b/><c/></a>"); return x.Elements().First().IsBefore(x.Elements().Last()); } ⇒ bool True
    @(TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1,1,1,2,0,0), 3, 5).Month) ⇒ int 3
    @(new JConstructor("Date", 1, 2).ToString(Formatting.None)) ⇒ string new Date(1,2)
    @(decimal.GetBits(1.5m)[3] + "|" + new decimal(new[]{15,0,0,65536})) ⇒ string 65536|1.5
    @(Math.BitIncrement(1.0)) ⇒ double 1.0000000000000002
    @(HashSet<int>.CreateSetComparer().Equals(new HashSet<int>{1,2}, new HashSet<int>{2,1})) ⇒ bool True
    @(new Regex("b").Match("abb", 1, 1).Index) ⇒ int 1
    @(Regex.Match("x", "(a)(?<n>b)").Groups.Count) ⇒ int 1
    @(Regex.IsMatch(string.Concat(Enumerable.Repeat("ab", 30000)), "^(?:a|b)*$")) ⇒ bool True
    @(new SortedDictionary<string,int>()) ⇒ APIM0001@7
    @(System.IO.File.ReadAllText("x")) ⇒ APIM0001@13
    @{ dynamic d = 1; return 1; } ⇒ APIM0006@4
  `);
});

describe("Newtonsoft's messages and conversions", () => {
  itAnswers(String.raw`
    @{ try { return JObject.Parse("{\"a\":[1,x]}"); } catch (Exception e) { return e.Message; } } ⇒ string Unexpected character encountered while parsing value: x. Path 'a[0]', line 1, position 8.
    @{ try { return JObject.Parse("{\"a\":[1}"); } catch (Exception e) { return e.Message; } } ⇒ string JsonToken EndObject is not valid for closing JsonType Array. Path 'a', line 1, position 8.
    @{ try { return JToken.Parse("trux"); } catch (Exception e) { return e.Message; } } ⇒ string Error parsing boolean value. Path '', line 1, position 3.
    @{ try { return JsonConvert.DeserializeObject<List<int>>("[1,\"x\"]"); } catch (JsonReaderException e) { return e.Message + e.LinePosition; } } ⇒ string Could not convert string to integer: x. Path '[1]', line 1, position 6.6
    @{ try { return JsonConvert.DeserializeObject<int>("null"); } catch (JsonSerializationException e) { return e.Message; } } ⇒ string Error converting value {null} to type 'System.Int32'. Path '', line 1, position 4.
    @(JsonConvert.DeserializeObject<List<string>>("[\"2024-01-01T00:00:00Z\",1.50,1e3]")) ⇒ [2024-01-01T00:00:00Z, 1.50, 1e3]
    @(JsonConvert.DeserializeObject("[1,2")) ⇒ !Newtonsoft.Json.JsonWriterException Unexpected end when reading token. Path ''.
    @(JToken.Parse("[1,2,3]").SelectToken("[-1]")) ⇒ !System.ArgumentOutOfRangeException*
    @(string.Join("|", JToken.Parse("{\"a\":{\"b\":1}}").SelectTokens("$..*").Select(x => x.Path))) ⇒ string |a|a.b
    @((JArray)5) ⇒ !System.InvalidCastException*
    @((JValue)"x") ⇒ "x"
  `);
});

describe("local functions and variables by reference", () => {
  itAnswers(String.raw`
    @{ var a = new[] {1,2,3}; ref int r = ref a[1]; r += 10; r++; return string.Join(",", a); } ⇒ string 1,13,3
    @{ int x = 1, y = 2; ref int r = ref x; r = ref y; r = 9; return x * 10 + y; } ⇒ int 19
    @{ IEnumerable<int> Gen(int n) { for (int i = 0; i < n; i++) { if (i == 2) continue; if (i > 4) yield break; yield return i * 2; } } return string.Join(",", Gen(10)); } ⇒ string 0,2,6,8
    @{ IEnumerable<int> Fib() { int a = 0, b = 1; while (true) { yield return a; var t = a + b; a = b; b = t; } } return string.Join(",", Fib().Take(8)); } ⇒ string 0,1,1,2,3,5,8,13
    @{ int Sum(params int[] xs) => xs.Sum(); return Sum() + Sum(1, 2, 3) + Sum(new[] {4}); } ⇒ int 10
    @{ int G() { yield return 3; } return 1; } ⇒ CS1624@4
  `);
});
