Offset column with upper-case letters: which strategies fail.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; { src default "$(rd NdJson "$3")" "{kind: $2}"; vocab 'offsetColumn: Off'; } | root $1; }
  $ t a Append 'k: String; v: Int64?'
  == Append
  $ t b 'Ledger, primaryKey: [k]' 'k: String; v: Int64?'
  == Ledger, primaryKey: [k]
  $ t c 'Snapshot, primaryKey: [k]' 'k: String; v: Int64?'
  == Snapshot, primaryKey: [k]
  $ t d 'ChangelogStream, primaryKey: [k]' 'op: Int32; k: String; v: Int64?'
  == ChangelogStream, primaryKey: [k]
  $ t e 'UpsertStream, primaryKey: [k]' 'op: Int32; k: String; v: Int64?'
  == UpsertStream, primaryKey: [k]
  $ for d in a b c d e; do echo "== $d"; echo '{"op": 0, "k": "a", "v": 1}' | feed $d; done
  == a
  Dataset updated
  == b
  Dataset updated
  == c
  Dataset updated
  == d
  Dataset updated
  == e
  Dataset updated
