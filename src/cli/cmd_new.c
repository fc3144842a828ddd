/* `kamu new`: templates of manifests that `kamu add` accepts; spec/cli.md 4.2. */
#include "cli/commands.h"

static const char push_template[] =
    "# A root dataset that takes data pushed into it: `kamu add %s.yaml`, then\n"
    "# `kamu ingest %s data.ndjson`.\n"
    "kind: DatasetSnapshot\n"
    "version: 1\n"
    "content:\n"
    "  # Letters, digits, dashes and dots: my.dataset-name\n"
    "  name: %s\n"
    "  kind: Root\n"
    "  metadata:\n"
    "    - kind: AddPushSource\n"
    "      sourceName: default\n"
    "      # How to read what is pushed: Csv, Json, NdJson, GeoJson, NdGeoJson, Parquet or\n"
    "      # EsriShapefile. `kamu ingest --input-format` can choose another one for a push.\n"
    "      read:\n"
    "        kind: NdJson\n"
    "        # The columns. Types: Bool, Int8..Int64, UInt8..UInt64, Float32, Float64, Decimal,\n"
    "        # String, Binary, Date, Time, Timestamp, Duration, List, Struct, Map. A column that\n"
    "        # may be empty is an Option. Without `schema` the columns are inferred.\n"
    "        schema:\n"
    "          fields:\n"
    "            - name: event_time\n"
    "              type: Timestamp\n"
    "            - name: sensor\n"
    "              type: String\n"
    "            - name: value\n"
    "              type:\n"
    "                kind: Option\n"
    "                inner: Float64\n"
    "      # An optional SQL step between reading and storing:\n"
    "      # preprocess:\n"
    "      #   kind: Sql\n"
    "      #   engine: datafusion\n"
    "      #   query: select event_time, lower(sensor) as sensor, value from input\n"
    "      #\n"
    "      # How to combine a push with what is there:\n"
    "      #   Append           every record is new\n"
    "      #   Ledger           records of a known primary key are skipped\n"
    "      #   Snapshot         a push is the whole state; changes are recorded\n"
    "      #   UpsertStream     records add, change or retract a key\n"
    "      #   ChangelogStream  records carry their own operation\n"
    "      merge:\n"
    "        kind: Append\n"
    "        # kind: Ledger\n"
    "        # primaryKey: [event_time, sensor]\n"
    "    # Names of the special columns, where the defaults (offset, op, system_time, event_time)\n"
    "    # do not fit:\n"
    "    - kind: SetVocab\n"
    "      eventTimeColumn: event_time\n"
    "    # - kind: SetInfo\n"
    "    #   description: What the data is about\n"
    "    #   keywords: [sensors]\n"
    "    # - kind: SetLicense\n"
    "    #   shortName: CC-BY-4.0\n"
    "    #   name: Creative Commons Attribution 4.0 International\n"
    "    #   spdxId: CC-BY-4.0\n"
    "    #   websiteUrl: https://creativecommons.org/licenses/by/4.0/\n";

static const char root_template[] =
    "# A root dataset that polls a source: `kamu add %s.yaml`. Polling itself is done by\n"
    "# `kamu-cli pull`. For data that is pushed see `kamu new --push %s`.\n"
    "kind: DatasetSnapshot\n"
    "version: 1\n"
    "content:\n"
    "  # Letters, digits, dashes and dots: my.dataset-name\n"
    "  name: %s\n"
    "  kind: Root\n"
    "  metadata:\n"
    "    - kind: SetPollingSource\n"
    "      # Where the data comes from: Url, FilesGlob, Container, Mqtt or EthereumLogs\n"
    "      fetch:\n"
    "        kind: Url\n"
    "        url: https://example.com/city_populations_over_time.zip\n"
    "      # Steps on the raw bytes, in order\n"
    "      prepare:\n"
    "        - kind: Decompress\n"
    "          format: Zip\n"
    "          subPath: '*.csv'\n"
    "      # How to read them: Csv, Json, NdJson, GeoJson, NdGeoJson, Parquet or EsriShapefile\n"
    "      read:\n"
    "        kind: Csv\n"
    "        header: true\n"
    "        schema:\n"
    "          fields:\n"
    "            - name: event_time\n"
    "              type: Timestamp\n"
    "            - name: city\n"
    "              type: String\n"
    "            - name: population\n"
    "              type: Int64\n"
    "      # How to combine what was read with what is there: Append, Ledger, Snapshot, ...\n"
    "      merge:\n"
    "        kind: Ledger\n"
    "        primaryKey:\n"
    "          - event_time\n"
    "          - city\n"
    "    # Names of the special columns, where the defaults (offset, op, system_time, event_time)\n"
    "    # do not fit:\n"
    "    - kind: SetVocab\n"
    "      eventTimeColumn: event_time\n";

static const char derivative_template[] =
    "# A derivative dataset, made from others by a query: `kamu add %s.yaml`. Running the query "
    "is\n"
    "# done by `kamu-cli pull %s`.\n"
    "kind: DatasetSnapshot\n"
    "version: 1\n"
    "content:\n"
    "  # Letters, digits, dashes and dots: my.dataset-name\n"
    "  name: %s\n"
    "  kind: Derivative\n"
    "  metadata:\n"
    "    - kind: SetTransform\n"
    "      # What it reads; the alias is the name of the table in the query\n"
    "      inputs:\n"
    "        - datasetRef: com.example.city-populations\n"
    "          alias: city_populations\n"
    "      # The query and the engine that runs it: datafusion, spark, flink or risingwave\n"
    "      transform:\n"
    "        kind: Sql\n"
    "        engine: datafusion\n"
    "        query: |\n"
    "          select\n"
    "            event_time,\n"
    "            city,\n"
    "            population / 1000 as population_thousands\n"
    "          from city_populations\n"
    "    - kind: SetVocab\n"
    "      eventTimeColumn: event_time\n";

static kamu_code write_template(struct cli *cli, const char *path, const char *template_text,
                                const char *name, struct kamu_error *err)
{
    struct buf b;
    buf_init(&b, 64 << 10);
    kamu_code rc = KAMU_OK;
    for (const char *p = template_text; *p && rc == KAMU_OK;) {
        const char *hole = strstr(p, "%s");
        rc = buf_append(&b, p, hole ? (size_t)(hole - p) : strlen(p), err);
        if (rc == KAMU_OK && hole)
            rc = buf_append_str(&b, name, err);
        p = hole ? hole + 2 : p + strlen(p);
    }
    struct fs_file *f = NULL;
    if (rc == KAMU_OK)
        rc = fs_create(&cli->env.fs, path, false, &f, err);
    if (rc == KAMU_OK) {
        rc = fs_write(f, b.data, b.len, err);
        kamu_code closed = fs_close(f, rc == KAMU_OK ? err : NULL);
        rc = rc == KAMU_OK ? closed : rc;
    }
    buf_free(&b);
    return rc;
}

static kamu_code run_new(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *name = cli_arg(args, "NAME");
    const char *text = cli_flag(args, "root")         ? root_template
                       : cli_flag(args, "push")       ? push_template
                       : cli_flag(args, "derivative") ? derivative_template
                                                      : NULL;
    if (!text) {
        error_set(err, KAMU_E_USAGE, "Please specify --root or --derivative");
        error_hint(err, "--push writes a root dataset with a push source, ready for `kamu ingest`");
        return KAMU_E_USAGE;
    }
    char path[FS_PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s.yaml", name) >= sizeof path)
        return error_set(err, KAMU_E_LIMIT, "File name too long: %s.yaml", name);
    KAMU_TRY(write_template(cli, path, text, name, err));
    cli_paint(cli, cli->err, CLI_GREEN | CLI_BOLD, "Written new manifest template to");
    fprintf(cli->err, ": %s\n", path);
    fprintf(cli->err,
            "Follow directions in the file's comments and use `kamu add %s` when ready.\n", path);
    return KAMU_OK;
}

const struct cli_command cmd_new = {
    .name = "new",
    .summary = "Creates a new dataset manifest from a template",
    .details = "Writes the file <NAME>.yaml in the current directory. Edit it, then `kamu add` it.",
    .examples = "  kamu new --push org.example.sensors\n"
                "  kamu new --root org.example.data\n"
                "  kamu new --derivative org.example.data\n",
    .options =
        (const struct cli_option[]){
            {.long_name = "root", .help = "A root dataset that polls a source"},
            {.long_name = "derivative", .help = "A dataset made from others by a query"},
            {.long_name = "push", .help = "A root dataset that data is pushed into"},
            {0}},
    .positionals = (const struct cli_positional[]){{.name = "NAME",
                                                    .help = "Name of the new dataset",
                                                    .required = true,
                                                    .check = cli_check_dataset_name},
                                                   {0}},
    .run = run_new,
};
