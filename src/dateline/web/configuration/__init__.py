"""Configuration: what whoever runs a server may set, in a TOML file and in variables of the environment.

May import: errors. Inside, lowest first: sections (what may be set); reading.
"""

from dateline.web.configuration.reading import read_configuration
from dateline.web.configuration.sections import (
    AccessSettings,
    CheckpointSettings,
    Configuration,
    CorsSettings,
    DocumentSettings,
    HttpLimits,
    HttpSettings,
    LoggingSettings,
    MetricsSettings,
    RateSettings,
    ServerSettings,
    SubscriptionLimits,
    TracingSettings,
)

__all__ = [
    "AccessSettings",
    "CheckpointSettings",
    "Configuration",
    "CorsSettings",
    "DocumentSettings",
    "HttpLimits",
    "HttpSettings",
    "LoggingSettings",
    "MetricsSettings",
    "RateSettings",
    "ServerSettings",
    "SubscriptionLimits",
    "TracingSettings",
    "read_configuration",
]
