/* Keys, types and defaults of kamu-cli's configuration, in its order (it shows in messages); then
 * those that are only ours. */
#include "cli/config_keys.h"

#define END                                                                                        \
    {                                                                                              \
        .name = NULL                                                                               \
    }
#define KEYS(...)                                                                                  \
    (const struct config_key[])                                                                    \
    {                                                                                              \
        __VA_ARGS__, END                                                                           \
    }
#define GROUP(key, rust, ...)                                                                      \
    {                                                                                              \
        .name = key, .type = CONFIG_STRUCT, .rust_name = rust, .keys = KEYS(__VA_ARGS__)           \
    }
#define VARIANTS(...)                                                                              \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static const struct config_key database[] = {
    {.name = "database", .type = CONFIG_TAGGED, .value = "provider"}, END};

static const struct config_key user_keys[] = {
    {.name = "id", .type = CONFIG_TEXT},
    {.name = "accountName", .type = CONFIG_TEXT, .required = true},
    {.name = "password", .type = CONFIG_TEXT, .required = true},
    {.name = "email", .type = CONFIG_TEXT, .required = true},
    {.name = "displayName", .type = CONFIG_TEXT},
    {.name = "accountType", .type = CONFIG_ENUM, .variants = VARIANTS("User", "Organization")},
    {.name = "avatarUrl", .type = CONFIG_TEXT},
    {.name = "registeredAt", .type = CONFIG_TEXT},
    {.name = "properties", .type = CONFIG_LIST},
    {.name = "provider", .type = CONFIG_TEXT},
    {.name = "treatDatasetsAsPublic", .type = CONFIG_BOOL},
    END};

static const struct config_key endpoint_keys[] = {
    {.name = "chainId", .type = CONFIG_U64, .required = true},
    {.name = "chainName", .type = CONFIG_TEXT, .required = true},
    {.name = "nodeUrl", .type = CONFIG_TEXT, .required = true},
    END};

static const struct config_key top[] = {
    {.name = "database", .type = CONFIG_TAGGED, .value = "provider"},
    GROUP("datasetEnvVars", "DatasetEnvVarsConfig",
          {.name = "enabled", .type = CONFIG_BOOL, .value = "false"},
          {.name = "encryptionKey", .type = CONFIG_TEXT}),
    GROUP("engine", "EngineConfig", {.name = "maxConcurrency", .type = CONFIG_U32},
          {.name = "runtime",
           .type = CONFIG_ENUM,
           .value = "Docker",
           .variants = VARIANTS("Docker", "Podman")},
          {.name = "networkNs",
           .type = CONFIG_ENUM,
           .value = "Private",
           .variants = VARIANTS("Private", "Host")},
          {.name = "startTimeout", .type = CONFIG_DURATION, .value = "30s"},
          {.name = "shutdownTimeout", .type = CONFIG_DURATION, .value = "5s"},
          GROUP("images", "EngineImagesConfig",
                {.name = "spark",
                 .type = CONFIG_TEXT,
                 .value = "ghcr.io/kamu-data/engine-spark:0.23.1-spark_3.5.0"},
                {.name = "flink",
                 .type = CONFIG_TEXT,
                 .value = "ghcr.io/kamu-data/engine-flink:0.18.2-flink_1.16.0-scala_2.12-java8"},
                {.name = "datafusion",
                 .type = CONFIG_TEXT,
                 .value = "ghcr.io/kamu-data/engine-datafusion:0.9.0"},
                {.name = "risingwave",
                 .type = CONFIG_TEXT,
                 .value = "ghcr.io/kamu-data/engine-risingwave:0.3.0"}),
          GROUP("datafusionEmbedded", "EngineConfigDatafusionEmbedded",
                {.name = "base",
                 .type = CONFIG_TEXT_MAP,
                 .appends = true,
                 .value = "{datafusion.catalog.default_catalog: kamu, "
                          "datafusion.catalog.default_schema: kamu, "
                          "datafusion.catalog.information_schema: 'true', "
                          "datafusion.sql_parser.enable_ident_normalization: 'false'}"},
                {.name = "ingest",
                 .type = CONFIG_TEXT_MAP,
                 .appends = true,
                 .value = "{datafusion.execution.target_partitions: '1'}"},
                {.name = "batchQuery", .type = CONFIG_TEXT_MAP, .appends = true, .value = "{}"},
                {.name = "compaction",
                 .type = CONFIG_TEXT_MAP,
                 .appends = true,
                 .value = "{datafusion.execution.target_partitions: '1'}"},
                {.name = "useLegacyArrowBufferEncoding", .type = CONFIG_BOOL, .value = "false"})),
    GROUP("flowSystem", "FlowSystemConfig",
          GROUP("flowAgent", "FlowAgentConfig",
                {.name = "awaitingStepSecs", .type = CONFIG_U64, .value = "1"},
                {.name = "mandatoryThrottlingPeriodSecs", .type = CONFIG_U64, .value = "60"},
                {.name = "defaultRetryPolicies",
                 .type = CONFIG_ANY_MAP,
                 .appends = true,
                 .value = "{}"}),
          GROUP("flowSystemEventAgent", "FlowSystemEventAgentConfig",
                {.name = "minDebounceInterval", .type = CONFIG_DURATION, .value = "100ms"},
                {.name = "maxListeningTimeout", .type = CONFIG_DURATION, .value = "2s"},
                {.name = "batchSize", .type = CONFIG_USIZE, .value = "20"}),
          GROUP("taskAgent", "TaskAgentConfig",
                {.name = "checkingIntervalSecs", .type = CONFIG_U64, .value = "1"})),
    GROUP("webhooks", "WebhooksConfig",
          {.name = "maxConsecutiveFailures", .type = CONFIG_U32, .value = "5"},
          {.name = "deliveryTimeout", .type = CONFIG_U32, .value = "10"},
          {.name = "secretEncryptionEnabled", .type = CONFIG_BOOL, .value = "false"},
          {.name = "secretEncryptionKey", .type = CONFIG_TEXT}),
    GROUP("frontend", "FrontendConfig",
          GROUP("jupyter", "JupyterConfig",
                {.name = "image", .type = CONFIG_TEXT, .value = "ghcr.io/kamu-data/jupyter:0.7.1"},
                {.name = "livyImage",
                 .type = CONFIG_TEXT,
                 .value = "ghcr.io/kamu-data/engine-spark:0.23.1-spark_3.5.0"})),
    GROUP("identity", "IdentityConfig", {.name = "ed25519PrivateKey", .type = CONFIG_TEXT},
          {.name = "privateKey", .type = CONFIG_TEXT},
          {.name = "secp256k1PrivateKey", .type = CONFIG_TEXT}),
    GROUP("outbox", "OutboxConfig",
          {.name = "minDebounceInterval", .type = CONFIG_DURATION, .value = "100ms"},
          {.name = "maxListeningTimeout", .type = CONFIG_DURATION, .value = "2s"},
          {.name = "batchSize", .type = CONFIG_USIZE, .value = "20"}),
    GROUP("protocol", "ProtocolConfig",
          GROUP("ipfs", "IpfsConfig",
                {.name = "httpGateway", .type = CONFIG_TEXT, .value = "http://localhost:8080/"},
                {.name = "preResolveDnslink", .type = CONFIG_BOOL, .value = "true"}),
          GROUP("flightSql", "FlightSqlConfig",
                {.name = "allowAnonymous", .type = CONFIG_BOOL, .value = "true"},
                {.name = "authedSessionExpirationTimeout", .type = CONFIG_DURATION, .value = "30m"},
                {.name = "authedSessionInactivityTimeout", .type = CONFIG_DURATION, .value = "5s"},
                {.name = "anonSessionExpirationTimeout", .type = CONFIG_DURATION, .value = "30m"},
                {.name = "anonSessionInactivityTimeout", .type = CONFIG_DURATION, .value = "5s"})),
    GROUP("search", "SearchConfig",
          GROUP("indexer", "SearchIndexerConfig",
                {.name = "incrementalIndexing", .type = CONFIG_BOOL, .value = "true"},
                {.name = "clearOnStart", .type = CONFIG_BOOL, .value = "false"}),
          {.name = "embeddingsChunker", .type = CONFIG_TAGGED, .value = "kind"},
          {.name = "embeddingsEncoder", .type = CONFIG_TAGGED, .value = "kind"},
          {.name = "repo", .type = CONFIG_TAGGED, .value = "kind"}),
    GROUP("source", "SourceConfig",
          {.name = "targetRecordsPerSlice", .type = CONFIG_U64, .value = "10000"},
          GROUP("http", "HttpSourceConfig",
                {.name = "userAgent", .type = CONFIG_TEXT, .value = "kamu-cli/0.265.0"},
                {.name = "connectTimeout", .type = CONFIG_DURATION, .value = "30s"},
                {.name = "maxRedirects", .type = CONFIG_USIZE, .value = "10"}),
          GROUP("mqtt", "MqttSourceConfig",
                {.name = "brokerIdleTimeout", .type = CONFIG_DURATION, .value = "1s"}),
          GROUP("ethereum", "EthereumSourceConfig",
                {.name = "rpcEndpoints",
                 .type = CONFIG_LIST,
                 .keys = endpoint_keys,
                 .appends = true,
                 .value = "[]"},
                {.name = "getLogsBlockStride", .type = CONFIG_U64, .value = "100000"},
                {.name = "commitAfterBlocksScanned", .type = CONFIG_U64, .value = "1000000"},
                {.name = "useBlockTimestampFallback", .type = CONFIG_BOOL, .value = "false"})),
    GROUP("auth", "AuthConfig", {.name = "allowAnonymous", .type = CONFIG_BOOL, .value = "true"},
          GROUP("users", "PredefinedAccountsConfig",
                {.name = "predefined",
                 .type = CONFIG_LIST,
                 .keys = user_keys,
                 .appends = true,
                 .value = "[]"})),
    GROUP("uploads", "UploadsConfig",
          {.name = "maxFileSizeInMb", .type = CONFIG_USIZE, .value = "50"}),
    GROUP("didEncryption", "DidSecretEncryptionConfig",
          {.name = "enabled", .type = CONFIG_BOOL, .value = "false"},
          {.name = "encryptionKey", .type = CONFIG_TEXT}),
    GROUP("quotaDefaults", "QuotaDefaultsConfig",
          {.name = "storage", .type = CONFIG_U64, .value = "1000000000"}),
    GROUP("extra", "ExtraConfig",
          {.name = "graphql",
           .type = CONFIG_STRUCT,
           .rust_name = "GraphQLConfig",
           .keys = &database[1],
           .value = "{}"}),
    {.name = "server",
     .type = CONFIG_STRUCT,
     .rust_name = "ServerConfig",
     .own = true,
     .keys = KEYS({.name = "anonymousRead", .type = CONFIG_TEXT},
                  {.name = "anonymousPush", .type = CONFIG_TEXT},
                  {.name = "password", .type = CONFIG_TEXT})},
    {.name = "ingest",
     .type = CONFIG_STRUCT,
     .rust_name = "IngestConfig",
     .own = true,
     .keys = KEYS({.name = "onRepeatedKey",
                   .type = CONFIG_ENUM,
                   .variants = VARIANTS("All", "First", "Last", "Error")},
                  {.name = "onChangedRow",
                   .type = CONFIG_ENUM,
                   .variants = VARIANTS("Ignore", "Report", "Error")},
                  {.name = "maxRetract", .type = CONFIG_PERCENT},
                  {.name = "maxRetractRows", .type = CONFIG_U64})},
    END};

const struct config_key config_root = {
    .name = "", .type = CONFIG_STRUCT, .keys = top, .rust_name = "CLIConfig"};
