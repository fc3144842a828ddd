Csv inference looks at the first 1000 records and merges pieces of about 8 KiB.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ gen() { awk -v n=$1 -v a="$2" -v b="$3" 'BEGIN { print "v,pad"; for (i = 1; i < n; i++) print a ",xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"; print b ",x" }'; }
  $ t() { app $1 Csv '' 'header: true, inferSchema: true'; gen $2 "$3" "$4" | feed $1; cols $1 | grep ' v'; }
  $ t a 1000 1 2.5
  Dataset updated
    optional double field_id=-1 v;
  $ t b 1001 1 2.5
  Dataset updated
    optional double field_id=-1 v;
  $ t c 1000 '2020-01-01 00:00:00' '2020-01-01 00:00:00.123'
  Dataset updated
    optional int64 field_id=-1 v (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
  $ t d 100 '2020-01-01 00:00:00' '2020-01-01 00:00:00.123'
  Dataset updated
    optional int64 field_id=-1 v (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
  $ t e 1000 2020-01-01 '2020-01-01 00:00:00'
  Dataset updated
    optional int64 field_id=-1 v (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
  $ t f 1000 '' 5
  Dataset updated
    optional int64 field_id=-1 v;
  $ t g 1001 5 x
  Dataset updated
    optional binary field_id=-1 v (String);
  $ t h 1000 true 1
  Dataset updated
    optional binary field_id=-1 v (String);
