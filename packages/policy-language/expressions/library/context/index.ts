import "./dictionaries";
import "./variables";
import "./url";
import "./certificates";
import "./messages";
import "./credentials";
import "./records";
