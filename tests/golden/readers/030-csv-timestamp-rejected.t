Csv text to Timestamp: shapes that should be rejected, and the reason given.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a Csv 'n: Int64; v: Timestamp?'
  $ cvals a SS 2020 2020-9-8 2020-09-8T00:00:00Z '"Wed, 18 Feb 2015 23:16:09 GMT"' 1997:01:31T09:26:56.123Z 1997-01-32T09:26:56Z 1997-02-29T09:26:56Z 1997-01-31H09:26:56.123Z '1997-01-31  09:26:56.123Z' 1997-01-10T9:26:56.123Z 2015-01-20T25:35:20-08:00 1997-01-10T09:61:56.123Z 1997-01-10T12:00:6.123Z 1997-01-31T092656.123Z 1997-01-10T12:00:06. 2020-01-01T10:00 2020-01-01T 2020-01-01Z 2020-01-01T00:00:00,5 2020-01-01T00:00:00.5.5Z 2020-01-01T00:00:61Z 2020-01-01T00:00:00ZZ '2020-01-01T00:00:00 Nowhere/City' 2020-01-01T00:00:00+2:00 2020-01-01T00:00:00+25:00 2020-01-01T00:00:00+02:60 1577836800 01/02/2020 2020/01/02 ' 2020-01-01T00:00:00Z' '2020-01-01T00:00:00Z ' +2020-01-01T00:00:00Z 10000-01-01T00:00:00Z 2020-01-01T00:00:00+ '2020-01-01T00:00:00 +'
  -- 1: SS [1]
  Error: field 'v': failed to parse 'SS' as Timestamp(ms, "UTC"): timestamp must contain at least 10 characters
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 2: 2020 [1]
  Error: field 'v': failed to parse '2020' as Timestamp(ms, "UTC"): timestamp must contain at least 10 characters
    at: in:1:3 (byte 2)
    hint: a count since 1970 is not read from text; expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat` (%s: seconds)
  -- 3: 2020-9-8 [1]
  Error: field 'v': failed to parse '2020-9-8' as Timestamp(ms, "UTC"): timestamp must contain at least 10 characters
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 4: 2020-09-8T00:00:00Z [1]
  Error: field 'v': failed to parse '2020-09-8T00:00:00Z' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 5: "Wed, 18 Feb 2015 23:16:09 GMT" [1]
  Error: field 'v': failed to parse 'Wed, 18 Feb 2015 23:16:09 GMT' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 6: 1997:01:31T09:26:56.123Z [1]
  Error: field 'v': failed to parse '1997:01:31T09:26:56.123Z' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 7: 1997-01-32T09:26:56Z [1]
  Error: field 'v': failed to parse '1997-01-32T09:26:56Z' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 8: 1997-02-29T09:26:56Z [1]
  Error: field 'v': failed to parse '1997-02-29T09:26:56Z' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 9: 1997-01-31H09:26:56.123Z [1]
  Error: field 'v': failed to parse '1997-01-31H09:26:56.123Z' as Timestamp(ms, "UTC"): invalid timestamp separator
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 10: 1997-01-31  09:26:56.123Z [1]
  Error: field 'v': failed to parse '1997-01-31  09:26:56.123Z' as Timestamp(ms, "UTC"): error parsing time
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 11: 1997-01-10T9:26:56.123Z [1]
  Error: field 'v': failed to parse '1997-01-10T9:26:56.123Z' as Timestamp(ms, "UTC"): error parsing time
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 12: 2015-01-20T25:35:20-08:00 [1]
  Error: field 'v': failed to parse '2015-01-20T25:35:20-08:00' as Timestamp(ms, "UTC"): error parsing time
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 13: 1997-01-10T09:61:56.123Z [1]
  Error: field 'v': failed to parse '1997-01-10T09:61:56.123Z' as Timestamp(ms, "UTC"): error parsing time
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 14: 1997-01-10T12:00:6.123Z [1]
  Error: field 'v': failed to parse '1997-01-10T12:00:6.123Z' as Timestamp(ms, "UTC"): error parsing time
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 15: 1997-01-31T092656.123Z [1]
  Error: field 'v': failed to parse '1997-01-31T092656.123Z' as Timestamp(ms, "UTC"): error parsing time
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 16: 1997-01-10T12:00:06. [1]
  Error: field 'v': failed to parse '1997-01-10T12:00:06.' as Timestamp(ms, "UTC"): error parsing time
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 17: 2020-01-01T10:00 [1]
  Error: field 'v': failed to parse '2020-01-01T10:00' as Timestamp(ms, "UTC"): error parsing time
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 18: 2020-01-01T [1]
  Error: field 'v': failed to parse '2020-01-01T' as Timestamp(ms, "UTC"): error parsing time
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 19: 2020-01-01Z [1]
  Error: field 'v': failed to parse '2020-01-01Z' as Timestamp(ms, "UTC"): invalid timestamp separator
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 20: 2020-01-01T00:00:00,5 [1]
  Error: incorrect number of fields, expected 2 got 3
    at: in:1:1
    found: 20,2020-01-01T00:00:00,5
    hint: a text that holds the separator ',' must stand in quotes
  -- 21: 2020-01-01T00:00:00.5.5Z [1]
  Error: field 'v': failed to parse '2020-01-01T00:00:00.5.5Z' as Timestamp(ms, "UTC"): failed to parse timezone
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 22: 2020-01-01T00:00:61Z [1]
  Error: field 'v': failed to parse '2020-01-01T00:00:61Z' as Timestamp(ms, "UTC"): error parsing time
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 23: 2020-01-01T00:00:00ZZ [1]
  Error: field 'v': failed to parse '2020-01-01T00:00:00ZZ' as Timestamp(ms, "UTC"): failed to parse timezone
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 24: 2020-01-01T00:00:00 Nowhere/City [1]
  Error: field 'v': failed to parse '2020-01-01T00:00:00 Nowhere/City' as Timestamp(ms, "UTC"): failed to parse timezone
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 25: 2020-01-01T00:00:00+2:00 [1]
  Error: field 'v': failed to parse '2020-01-01T00:00:00+2:00' as Timestamp(ms, "UTC"): failed to parse timezone
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 26: 2020-01-01T00:00:00+25:00 [1]
  Error: field 'v': failed to parse '2020-01-01T00:00:00+25:00' as Timestamp(ms, "UTC"): failed to parse timezone
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 28: 1577836800 [1]
  Error: field 'v': failed to parse '1577836800' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:4 (byte 3)
    hint: a count since 1970 is not read from text; expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat` (%s: seconds)
  -- 29: 01/02/2020 [1]
  Error: field 'v': failed to parse '01/02/2020' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 30: 2020/01/02 [1]
  Error: field 'v': failed to parse '2020/01/02' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 31:  2020-01-01T00:00:00Z [1]
  Error: field 'v': failed to parse ' 2020-01-01T00:00:00Z' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:4 (byte 3)
    hint: blanks are not trimmed
  -- 32: 2020-01-01T00:00:00Z  [1]
  Error: field 'v': failed to parse '2020-01-01T00:00:00Z ' as Timestamp(ms, "UTC"): failed to parse timezone
    at: in:1:4 (byte 3)
    hint: blanks are not trimmed
  -- 33: +2020-01-01T00:00:00Z [1]
  Error: field 'v': failed to parse '+2020-01-01T00:00:00Z' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 34: 10000-01-01T00:00:00Z [1]
  Error: field 'v': failed to parse '10000-01-01T00:00:00Z' as Timestamp(ms, "UTC"): error parsing date
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 35: 2020-01-01T00:00:00+ [1]
  Error: field 'v': failed to parse '2020-01-01T00:00:00+' as Timestamp(ms, "UTC"): failed to parse timezone
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  -- 36: 2020-01-01T00:00:00 + [1]
  Error: field 'v': failed to parse '2020-01-01T00:00:00 +' as Timestamp(ms, "UTC"): failed to parse timezone
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  $ rows a
  offset,op,system_time,event_time,n,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,27,2019-12-31T21:00:00Z
