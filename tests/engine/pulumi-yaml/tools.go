//go:build tools

// Package tools pins the language host of Pulumi's YAML that the engine tests build.
package tools

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
