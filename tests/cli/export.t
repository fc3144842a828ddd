export: files that other programs read.

  $ . "$KAMU_LIB"; kamu -q init; gps; for i in 0 1 2; do row $i $i.5 $i | K -q ingest gps --stdin; done

Records in the order of their offsets, over all slices; a file is replaced; other paths are directories.

  $ kamu export gps --output-format csv --output-path out.csv; cat out.csv
  Exported 3 rows
  offset,op,system_time,t,long,lat
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,0.5,0.0
  1,0,2050-01-02T03:04:05Z,2020-01-01T00:00:01Z,1.5,1.0
  2,0,2050-01-02T03:04:05Z,2020-01-01T00:00:02Z,2.5,2.0
  $ kamu export gps --output-format ndjson --output-path deep/er/out.json; cat deep/er/out.json
  Exported 3 rows
  {"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","t":"2020-01-01T00:00:00Z","long":0.5,"lat":0.0}
  {"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","t":"2020-01-01T00:00:01Z","long":1.5,"lat":1.0}
  {"offset":2,"op":0,"system_time":"2050-01-02T03:04:05Z","t":"2020-01-01T00:00:02Z","long":2.5,"lat":2.0}
  $ kamu export gps --output-format csv --output-path out.csv; wc -l < out.csv
  Exported 3 rows
  4
  $ kamu export gps --output-format ndjson --records-per-file 2 --output-path parts; cd parts; for f in *; do echo "$f" | sed 's/^[A-Za-z0-9]\{16\}_/<name>_/'; cat $f; done; cd ..
  Exported 3 rows
  <name>_0.json
  {"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","t":"2020-01-01T00:00:00Z","long":0.5,"lat":0.0}
  {"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","t":"2020-01-01T00:00:01Z","long":1.5,"lat":1.0}
  <name>_1.json
  {"offset":2,"op":0,"system_time":"2050-01-02T03:04:05Z","t":"2020-01-01T00:00:02Z","long":2.5,"lat":2.0}
  $ kamu export GPS --output-format csv; ls -A; ls -A GPS | sed 's/^[A-Za-z0-9]\{16\}_/<name>_/'
  Exported 3 rows
  .kamu
  GPS
  deep
  out.csv
  parts
  <name>_0.csv
  $ kamu export $(kamu list -w -o csv | sed -n 's/,.*//;2p') --output-format csv; ls
  Exported 3 rows
  GPS
  deep
  gps
  out.csv
  parts

Another format may stand beside it, a second export of the same may not.

  $ kamu export gps --output-format parquet; ls -A gps | sed 's/^[A-Za-z0-9]\{16\}_/<name>_/' | sort
  Exported 3 rows
  <name>_0.csv
  <name>_0.parquet
  $ kamu export gps --output-format csv
  Error: Directory gps holds .csv files already
    hint: Export into a new directory, or remove the files of the earlier export first
  
  [1]
  $ ls -A gps | wc -l
  2

More than ten files: their names sort by number.

  $ for i in $(seq 3 11); do row $i $i.5 $i | K -q ingest gps --stdin; done
  $ kamu export gps --output-format csv --records-per-file 1 --output-path many/; ls many | sed 's/^[A-Za-z0-9]\{16\}_/<name>_/' | sed -n '1p;2p;$p'; tail -q -n 1 many/* | cut -d, -f1 | paste -sd' '
  Exported 12 rows
  <name>_00.csv
  <name>_01.csv
  <name>_11.csv
  0 1 2 3 4 5 6 7 8 9 10 11

Paths that cannot be.

  $ touch plain; kamu export gps --output-format csv --output-path plain
  Error: plain is a file, and a directory cannot be made there
    hint: A path with an extension, like out.csv, gives one file
  
  [1]
  $ mkdir d.csv; kamu export gps --output-format csv --output-path d.csv; ls d.csv | wc -l
  Exported 12 rows
  1
  $ kamu export gps --output-format csv --output-path plain/x.csv 2>&1 | sed 's/pending-[^:]*/pending/'
  Error: Cannot create plain/.pending: Not a directory (os error 20)
  
  [1]
  $ kamu export gps --output-format csv --output-path /dev/full
  Error: /dev/full is no regular file
    hint: `kamu tail` and `kamu sql` print to standard output
  
  [1]
  $ mkdir ro; chmod 555 ro; [ $(id -u) = 0 ] || kamu export gps --output-format csv --output-path ro/x.csv >out 2>&1; chmod 755 ro; ls -A ro

A file that cannot be read to its end leaves nothing, and the earlier one as it was.

  $ cp out.csv before.csv; chmod u+w .kamu/datasets/*/data/*; f=$(ls -S .kamu/datasets/*/data/* | head -n 1); : > $f
  $ err kamu export gps --output-format csv --output-path out.csv | sed -E 's#[^ ]*/data/##'
  Error: <hash> is not a Parquet file: it is empty
  
  [1]
  $ cmp out.csv before.csv; ls -A | grep pending
  [1]
  $ err kamu export gps --output-format csv --output-path other | sed -E 's#[^ ]*/data/##'; ls -d other
  Error: <hash> is not a Parquet file: it is empty
  
  ls: cannot access 'other': No such file or directory
  [2]
