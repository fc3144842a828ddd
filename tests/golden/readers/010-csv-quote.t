Csv quote character: apostrophe, tilde, the separator itself; empty, several characters.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; app $1 Csv 'a: String?; b: String?' "$2"; try $1 "$3"; cells $1; }
  $ t a 'quote: "'"'"'"' $'\'a,1\',b\n"x,y\n\'it\'\'s\',z\n'
  == quote: "'"
  {"a":"a,1","b":"b"}
  {"a":"\"x","b":"y"}
  {"a":"it's","b":"z"}
  $ t b 'quote: "~"' $'~id0~,~value0~\nid1,~va,lue~\nid2,va~lue\n'
  == quote: "~"
  {"a":"id0","b":"value0"}
  {"a":"id1","b":"va,lue"}
  {"a":"id2","b":"va~lue"}
  $ t c 'quote: ""' $'"a",b\n'
  == quote: ""
  {"a":"\"a\"","b":"b"}
  $ t d 'quote: "ab"' $'"a",b\n'
  == quote: "ab"
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset d: Invalid snapshot: Push source 'default': Csv.quote supports only single-character ascii values, got: ab (metadata[0] at line 7 column 7)
  
  -- "a",b\n [1]
  Error: Dataset not found: d
    hint: did you mean a, b, c?
  Error: Dataset not found: d
    hint: did you mean a, b, c?
  
  
  $ t e 'quote: ","' $'a,b\n'
  == quote: ","
  {"a":"a","b":"b"}
  $ t f 'quote: "\\"' $'\\a,b\\,c\n'
  == quote: "\\"
  {"a":"a,b","b":"c"}
