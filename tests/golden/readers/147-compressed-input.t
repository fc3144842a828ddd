Compressed files are not unpacked by any reader.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ printf '{"n":1}\n' > d.json; gzip -kn d.json
  $ app a NdJson 'n: Int64'; push a d.json.gz
  Dataset updated
  $ printf '1\n' > d.csv; gzip -kn d.csv
  $ app b Csv 'n: Int64'; push b d.csv.gz
  Dataset updated
  $ app c Json 'n: Int64'; push c d.json.gz
  Error: Sub-path does not specify an array: .
    at: d.json.gz:1:1
    hint: the document is an object: name the member that holds the array with the option `subPath`, or use --input-format 'ndjson' if it is one record
  
  [1]
  $ app d Csv 'n: String?'; push d d.csv.gz
  Dataset updated
