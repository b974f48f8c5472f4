//go:build tools

// Package tools pins the Pulumi CLI that the engine tests build when no `pulumi` is on PATH.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
