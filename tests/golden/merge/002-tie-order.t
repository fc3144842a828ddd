Order of rows with equal sort keys in pushes of 20, 21, 60 and 3000 rows: how many stand out of input order.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'event_time: Timestamp?; n: Int64?'
  $ gen() { awk -v n=$1 -v k=$2 'BEGIN { for (i = 0; i < n; i++) printf "{\"event_time\": \"2020-01-%02dT00:00:00Z\", \"n\": %d}\n", 1 + i * 7 % k, i }'; }
  $ ties() { new a | python3 -c 'import json,sys; r = [json.loads(l) for l in sys.stdin]; print(len(r), "rows,", sum(x["event_time"] > y["event_time"] for x, y in zip(r, r[1:])), "out of event time order,", sum(x["event_time"] == y["event_time"] and x["n"] > y["n"] for x, y in zip(r, r[1:])), "ties out of input order")'; }
  $ gen 20 3 | feed a; ties
  Dataset updated
  20 rows, 0 out of event time order, 0 ties out of input order
  $ gen 21 3 | feed a; ties
  Dataset updated
  21 rows, 0 out of event time order, 0 ties out of input order
  $ gen 60 1 | feed a; ties
  Dataset updated
  60 rows, 0 out of event time order, 0 ties out of input order
  $ gen 60 3 | feed a; ties
  Dataset updated
  60 rows, 0 out of event time order, 0 ties out of input order
  $ gen 3000 7 | feed a; ties
  Dataset updated
  3000 rows, 0 out of event time order, 0 ties out of input order
  $ gen 20000 7 | feed a; ties
  Dataset updated
  20000 rows, 0 out of event time order, 0 ties out of input order
