package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is the release, set when it is built: -ldflags "-X main.version=…".
// A build from a checkout names its commit instead.
var version string

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: a.t("Say which relais this is", "Afficher la version"),
		Args:  a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			v := builtFrom()
			if a.json {
				return a.printJSON(v)
			}
			a.say("relais %s (%s, %s)", "relais %s (%s, %s)", v["version"], v["go"], v["platform"])
			return nil
		},
	}
}

func builtFrom() map[string]string {
	v := map[string]string{"version": version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if v["version"] == "" && ok {
		v["version"] = commitOf(info)
	}
	return v
}

func commitOf(info *debug.BuildInfo) string {
	commit, dirty := "unreleased", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			if s.Value == "true" {
				dirty = "+changes"
			}
		}
	}
	return commit + dirty
}
