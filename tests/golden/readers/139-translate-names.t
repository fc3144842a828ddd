--input-format: spelling of the names; extensions of files do not matter; content is not looked at.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'id: Int64; name: String?'
  $ printf '1,x\n' > d.csv
  $ for f in CSV Csv csv tsv text/csv shapefile esriShapefile '' ; do echo "== '$f'"; push a --input-format "$f" d.csv; done
  == 'CSV'
  Dataset updated
  == 'Csv'
  Dataset updated
  == 'csv'
  Dataset updated
  == 'tsv'
  Error: incorrect number of fields, expected 2 got 1
    at: d.csv:1:1
    found: 1,x
    hint: with the separator ',' the record has 2 fields: set the option `separator`, or use --input-format 'csv;separator=,'
  
  == 'text/csv'
  error: invalid value 'text/csv' for '--input-format <FMT>': Unsupported format text/csv, use one of: csv, tsv, json, ndjson, geojson, ndgeojson, esrishapefile, parquet, arrow
  
  For more information, try '--help'.
  == 'shapefile'
  Error: invalid Zip archive: Unrecognized archive format
    in: d.csv
    hint: this looks like CSV: use --input-format 'csv'
  
  == 'esriShapefile'
  Error: invalid Zip archive: Unrecognized archive format
    in: d.csv
    hint: this looks like CSV: use --input-format 'csv'
  
  == ''
  error: invalid value '' for '--input-format <FMT>': Unsupported format , use one of: csv, tsv, json, ndjson, geojson, ndgeojson, esrishapefile, parquet, arrow
  
  For more information, try '--help'.
  [2]
  $ push a d.csv
  Warning: d.csv: this is CSV, not NdJson as the source declares: read with --input-format 'csv'
  Dataset updated
  $ echo '{"id":2}' > d.json; push a d.json
  Dataset updated
  $ echo '{"id":3}' > 'd.parquet'; push a d.parquet
  Dataset updated
  $ rows a
  offset,op,system_time,event_time,id,name
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,x
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,x
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,x
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,x
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,
  5,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3,
