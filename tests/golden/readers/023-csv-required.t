Csv: an empty field in a required column, each type.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { app $1 Csv "a: $2; n: Int64"; try $1 $'x,1\n' ',1' '"",1'; }
  $ t a String
  -- ,1 [1]
  Error: field 'a': empty, but the column is required
    at: in:1:1
    found: ,1
    expected: Utf8
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- "",1 [1]
  Error: field 'a': empty, but the column is required
    at: in:1:1
    found: "",1
    expected: Utf8
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  $ t b Int64
  -- x,1\n [1]
  Error: field 'a': failed to parse 'x' as Int64
    at: in:1:1
  -- ,1 [1]
  Error: field 'a': empty, but the column is required
    at: in:1:1
    found: ,1
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- "",1 [1]
  Error: field 'a': empty, but the column is required
    at: in:1:1
    found: "",1
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  $ t c Date
  -- x,1\n [1]
  Error: field 'a': failed to parse 'x' as Date32
    at: in:1:1
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- ,1 [1]
  Error: field 'a': empty, but the column is required
    at: in:1:1
    found: ,1
    expected: Date32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- "",1 [1]
  Error: field 'a': empty, but the column is required
    at: in:1:1
    found: "",1
    expected: Date32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  $ t d Timestamp
  -- x,1\n [1]
  Error: field 'a': failed to parse 'x' as Timestamp(ms, "UTC"): timestamp must contain at least 10 characters
    at: in:1:1
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- ,1 [1]
  Error: field 'a': empty, but the column is required
    at: in:1:1
    found: ,1
    expected: Timestamp(ms, "UTC")
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- "",1 [1]
  Error: field 'a': empty, but the column is required
    at: in:1:1
    found: "",1
    expected: Timestamp(ms, "UTC")
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  $ t e Bool
  -- x,1\n [1]
  Error: field 'a': failed to parse 'x' as Boolean
    at: in:1:1
    hint: booleans are true and false
  -- ,1 [1]
  Error: field 'a': empty, but the column is required
    at: in:1:1
    found: ,1
    expected: Boolean
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- "",1 [1]
  Error: field 'a': empty, but the column is required
    at: in:1:1
    found: "",1
    expected: Boolean
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing

the required column is the second, and the third row is bad

  $ app f Csv 'a: String?; b: Int64'
  $ try f $'x,1\ny,2\n,3\nz,\n'
  -- x,1\ny,2\n,3\nz,\n [1]
  Error: field 'b': empty, but the column is required
    at: in:4:3 (byte 13)
    found: z,
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  $ kinds f
  Seed AddPushSource
