import { itAnswers } from "../support";

describe("XML", () => {
  itAnswers(String.raw`
    @(XElement.Parse("<a x='1'>t</a>").Attribute("x").Value) ⇒ string 1
    @((int)XElement.Parse("<a>5</a>") + 1) ⇒ int 6
    @((int?)XElement.Parse("<a/>").Element("b")) ⇒ null
    @((bool)XElement.Parse("<a>true</a>")) ⇒ bool True
    @((int)XElement.Parse("<a>x</a>")) ⇒ !System.FormatException*
    @(XElement.Parse("<a><b>1</b><b>2</b></a>").Elements("b").Sum(b => (int)b)) ⇒ int 3
    @(XElement.Parse("<a><b><c/></b></a>").Descendants("c").First().Ancestors().Count()) ⇒ int 2
    @(XElement.Parse("<a> <b/> </a>").ToString(SaveOptions.DisableFormatting)) ⇒ string <a><b /></a>
    @(XElement.Parse("<a>x<b/>y</a>").Value) ⇒ string xy
    @(new XElement("a", 1, new XAttribute("k", true), null, "x").ToString()) ⇒ string <a k="true">1x</a>
    @(new XElement("a", new[] { 1, 2 }.Select(n => new XElement("n", n))).ToString(SaveOptions.DisableFormatting)) ⇒ string <a><n>1</n><n>2</n></a>
    @(new XElement("a", "<&>").ToString()) ⇒ string <a>&lt;&amp;&gt;</a>
    @(new XElement("a", new XCData("<x>")).ToString()) ⇒ string <a><![CDATA[<x>]]></a>
    @(new XElement("a", "").ToString() + new XElement("a").ToString()) ⇒ string <a></a><a />
    @{ XNamespace ns = "urn:x"; return new XElement(ns + "a", new XElement(ns + "b")).ToString(SaveOptions.DisableFormatting); } ⇒ string <a xmlns="urn:x"><b /></a>
    @{ XNamespace ns = "urn:x"; return XElement.Parse("<p:a xmlns:p='urn:x'><p:b>1</p:b></p:a>").Element(ns + "b").Value; } ⇒ string 1
    @(XElement.Parse("<p:a xmlns:p='urn:x'/>").Name) ⇒ XName {urn:x}a
    @{ var e = XElement.Parse("<a><b/></a>"); e.Element("b").Remove(); e.Add(new XElement("c")); e.SetAttributeValue("k", 1); e.SetElementValue("d", "v"); return e.ToString(SaveOptions.DisableFormatting); } ⇒ string <a k="1"><c /><d>v</d></a>
    @{ var e = XElement.Parse("<a><b>1</b></a>"); e.Element("b").ReplaceWith(new XElement("c", 2)); return e.Elements().Single().Name.LocalName; } ⇒ string c
    @(XDocument.Parse("<!-- c --><a/>").Root.Name.LocalName) ⇒ string a
    @(XElement.Parse("<a")) ⇒ !System.Xml.XmlException*
    @(XElement.Parse("<a></b>")) ⇒ !System.Xml.XmlException*
    @(XDocument.Parse("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")) ⇒ !System.Xml.XmlException For security reasons DTD is prohibited*
    @(new XElement("1a")) ⇒ !System.Xml.XmlException*
    @(XNode.DeepEquals(XElement.Parse("<a x='1'/>"), new XElement("a", new XAttribute("x", 1)))) ⇒ bool True
    @(JsonConvert.SerializeXNode(XElement.Parse("<a k='1'><b>1</b><b>2</b></a>"))) ⇒ string {"a":{"@k":"1","b":["1","2"]}}
    @(JsonConvert.DeserializeXNode("{\"a\":{\"b\":[1,2]}}").ToString(SaveOptions.DisableFormatting)) ⇒ string <a><b>1</b><b>2</b></a>
  `);
});
