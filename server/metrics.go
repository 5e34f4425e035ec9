package server

import (
	"strconv"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/server/telemetry"
)

// metricsFor returns the figures that the configuration asks for; nil for none.
func metricsFor(config Config) *telemetry.Metrics {
	if !config.Telemetry.Enabled() {
		return nil
	}
	return telemetry.New(telemetry.Build{Version: version(), Engine: strconv.Itoa(matcher.EngineVersion)})
}
