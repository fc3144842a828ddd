Csv dateFormat and timestampFormat: rfc3339 and no other.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; app $1 Csv 'd: Date?; t: Timestamp?' "$2"; try $1 $'2020-01-02,2020-01-02T03:04:05Z\n'; cells $1; }
  $ t a 'dateFormat: rfc3339, timestampFormat: rfc3339'
  == dateFormat: rfc3339, timestampFormat: rfc3339
  {"d":"2020-01-02","t":"2020-01-02T03:04:05Z"}
  $ t b 'dateFormat: "%Y-%m-%d"'
  == dateFormat: "%Y-%m-%d"
  {"d":"2020-01-02","t":"2020-01-02T03:04:05Z"}
  $ t c 'timestampFormat: "%Y-%m-%dT%H:%M:%S"'
  == timestampFormat: "%Y-%m-%dT%H:%M:%S"
  -- 2020-01-02,2020-01-02T03:04:05Z\n [1]
  Error: field 't': failed to parse '2020-01-02T03:04:05Z' as Timestamp(ms, "UTC"): does not match the timestampFormat
    at: in:1:12 (byte 11)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  
  $ t d 'timestampFormat: yyyy-MM-dd HH:mm:ss'
  == timestampFormat: yyyy-MM-dd HH:mm:ss
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset d: Invalid snapshot: Push source 'default': Unsupported Csv.timestampFormat: yyyy-MM-dd HH:mm:ss (metadata[0] at line 7 column 7)
    hint: use rfc3339, or a format of strptime, e.g. %d/%m/%Y %H:%M:%S
  
  -- 2020-01-02,2020-01-02T03:04:05Z\n [1]
  Error: Dataset not found: d
    hint: did you mean a, b, c?
  Error: Dataset not found: d
    hint: did you mean a, b, c?
  
  
  $ t e 'dateFormat: ""'
  == dateFormat: ""
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset e: Invalid snapshot: Push source 'default': Unsupported Csv.dateFormat:  (metadata[0] at line 7 column 7)
    hint: use rfc3339, or a format of strptime, e.g. %d/%m/%Y
  
  -- 2020-01-02,2020-01-02T03:04:05Z\n [1]
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  
  
  $ t f 'timestampFormat: RFC3339'
  == timestampFormat: RFC3339
  {"d":"2020-01-02","t":"2020-01-02T03:04:05Z"}
